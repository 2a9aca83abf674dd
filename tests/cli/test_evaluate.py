"""`kbsearch eval`: findability as a table, as JSON and as an exit status; labelled pastes as before."""

import json
from pathlib import Path

import pytest

from kbsearch.cli.evaluate import KINDS
from kbsearch.search.probes import ProbeKind
from tests.cli.conftest import Kbsearch

VAGUE = """\
---
id: vague
title: "Refused"
found_by:
  - |
    sync began
    sync: remote eu1 refused token 7f3a
errors:
  - message: "sync: {text} refused"
---
## Issue

It is refused.

## Resolution

Ask again.
"""


@pytest.fixture
def vague(kb: Path) -> Path:
    (kb / "articles" / "vague.md").write_text(VAGUE, encoding="utf-8")
    return kb


def test_every_article_is_asked_for_by_what_it_declares(kb: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("eval", "--kb", kb)
    assert ran.exit_code == 0
    assert [line.rstrip() for line in ran.stdout.splitlines()] == [
        "kind      probes  first  within limit  further down  not found  share",
        "code           8      8             0             0          0  1.000",
        "template       2      2             0             0          0  1.000",
        "message        6      6             0             0          0  1.000",
        "wording        6      6             0             0          0  1.000",
        "log            6      6             0             0          0  1.000",
        "all           28     28             0             0          0  1.000",
        "2 articles with probes",
    ]


def test_the_worst_articles_are_listed_with_who_stands_in_front_and_why(vague: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("eval", "--kind", "found_by", "--kb", vague)
    assert ran.stdout.splitlines()[3:] == [
        "1 article with probes",
        "",
        "vague: 1 probe failed",
        "  found_by 'sync began sync: remote eu1 refused token 7f3a': rank 2, "
        "behind sync-e4012 (message), by the message 'sync: remote {host} refused token {token}'",
    ]
    assert "vague" not in kbsearch("eval", "--kind", "found_by", "--worst", "0", "--kb", vague).stdout


def test_less_than_was_demanded_is_exit_status_1(vague: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("eval", "--kind", "found_by", "--fail-under", "0.5", "--kb", vague)
    assert ran.exit_code == 1
    assert ran.stderr.splitlines()[-1] == "findability: 0.0000 is under 0.5"
    assert kbsearch("eval", "--kind", "code", "--fail-under", "1", "--kb", vague).exit_code == 0


def test_the_figures_are_to_be_had_as_json(vague: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("eval", "--article", "vague", "--kind", "found_by", "--json", "--kb", vague)
    said = json.loads(ran.stdout)
    assert (said["articles"], said["probes"], said["share"]) == (1, 1, 0.0)
    assert said["failed"][0]["front"]["article"] == "sync-e4012"


def test_a_draft_is_asked_as_if_it_were_indexed(kb: Path, kbsearch: Kbsearch, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(VAGUE, encoding="utf-8")
    ran = kbsearch(
        "eval", "--article", draft, "--article", "sync-e4020", "--kind", "found_by", "--kind", "code", "--kb", kb
    )
    assert [line.split()[:3] for line in ran.stdout.splitlines()[1:3]] == [["found_by", "1", "0"], ["code", "4", "4"]]
    assert kbsearch("search", "refused", "--json", "--kb", kb).stdout.count('"vague"') == 0


def test_a_draft_that_cannot_be_read_is_said(kb: Path, kbsearch: Kbsearch, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("---\ntitle: T\n", encoding="utf-8")
    ran = kbsearch("eval", "--article", draft, "--kb", kb)
    assert (ran.exit_code, ran.stderr.splitlines()[-1]) == (
        2,
        f"error: no article can be read from {draft}: the front matter is never closed: "
        "put --- on a line of its own below it [KBE1012]",
    )


def test_an_article_that_does_not_exist_is_said_with_a_guess(kb: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("eval", "--article", "sync-e4011", "--kb", kb)
    assert ran.exit_code == 2
    assert ran.stderr.splitlines()[-1] == (
        "error: no article has the id 'sync-e4011': did you mean 'sync-e4012'? [KBE1003]"
    )


def test_a_sample_is_the_same_for_the_same_seed(kb: Path, kbsearch: Kbsearch) -> None:
    first = kbsearch("eval", "--sample", "1", "--seed", "3", "--json", "--kb", kb)
    assert json.loads(first.stdout)["articles"] == 1
    assert kbsearch("eval", "--sample", "1", "--seed", "3", "--json", "--kb", kb).stdout == first.stdout


def test_labelled_pastes_are_measured_as_before(kb: Path, kbsearch: Kbsearch, tmp_path: Path) -> None:
    labels = tmp_path / "pastes.jsonl"
    pastes = [("sync: remote eu1 refused token 7f3a", "sync-e4012"), ("E4020", "sync-e4012")]
    labels.write_text("\n".join(json.dumps({"paste": p, "expected": [id]}) for p, id in pastes), encoding="utf-8")
    ran = kbsearch("eval", labels, "--misses", "--fail-under", "0.6", "--kb", kb)
    assert ran.exit_code == 1
    assert ran.stdout.splitlines()[1].split()[:5] == [str(labels), "2", "0.500", "0.500", "0.500"]
    assert ran.stdout.splitlines()[-2:] == [
        "  2: wants sync-e4012 (not found), first is sync-e4020",
        "    the first answers line 1 (code)",
    ]
    assert ran.stderr.splitlines()[-1] == f"hit@1 of {labels}: 0.5000 is under 0.6"


def test_options_of_probes_mean_nothing_for_labelled_pastes(kb: Path, kbsearch: Kbsearch, tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text('{"paste": "x", "expected": ["a"]}', encoding="utf-8")
    for words in (["--article", "a"], ["--kind", "code"], ["--sample", "3"], ["--seed", "1"], ["--worst", "3"]):
        ran = kbsearch("eval", tmp_path / "p.jsonl", *words, "--kb", kb)
        assert (ran.exit_code, ran.stderr.splitlines()[-1]) == (2, f"Error: {words[0]} and FILE exclude each other.")


def test_the_kinds_that_can_be_chosen_are_those_there_are() -> None:
    assert list(KINDS) == [kind.value for kind in ProbeKind]
