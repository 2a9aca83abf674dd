"""`kbsearch release check` and its companions, in the repository of a product, as its developers type them."""

import json
from pathlib import Path

import pytest

from kbsearch.cli.release_check import FORMATS
from kbsearch.cli.release_options import SCOPES
from kbsearch.cli.release_waive import REASONS
from kbsearch.releases import reports, waivers
from kbsearch.releases.base import Scope
from tests.cli.conftest import LATE, REFUSED, Kbsearch
from tests.releases.conftest import git, write
from tests.releases.gate import article

DAY = ("--today", "2026-11-28")


def test_the_names_that_the_command_line_knows_are_those_of_the_gate() -> None:
    assert (reports.FORMATS, tuple(Scope), waivers.REASONS) == (FORMATS, SCOPES, REASONS)


def test_a_release_is_blocked_with_the_command_that_mends_it(product: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("release", "check", *DAY)
    head = git(product, "describe", "--always", "--exclude=*")
    assert ran.exit_code == 1
    assert ran.stdout.splitlines() == [
        f"acme-sync 4.2.0, scope release, v4.1.0..{head}+",
        "checked 2 errors from 1 source; 1 added; 1 held to what they must reach",
        "reached: none 1",
        "",
        "nobody named",
        "  errors.json:3 KBR301 no article explains the error E2 (it must reach agrees)",
        "    to mend it: kbsearch release stubs error:E2",
        "",
        "1 blocking",
    ]


def test_once_all_is_covered_the_release_may_ship(product: Path, kbsearch: Kbsearch) -> None:
    write(product, {"kb/articles/e2.md": article("E2", LATE)})
    ran = kbsearch("release", "check", *DAY)
    assert (ran.exit_code, ran.stdout.splitlines()[-1]) == (0, "nothing in the way")


def test_reports_go_to_files_and_one_to_standard_output(product: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("release", "check", *DAY, "--exit-zero", "--output", "html:out/evidence.html", "--json")
    assert (ran.exit_code, json.loads(ran.stdout)["blocked"]) == (0, True)
    assert (product / "out/evidence.html").read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        pytest.param(("--output", "pdf"), 2, "'pdf' is none of text, json, sarif", id="an unknown form"),
        pytest.param(("--json", "--output", "text"), 2, "Only one report can go to standard output", id="two to one"),
        pytest.param(("--manifest", "x.yaml"), 2, "there is no manifest x.yaml", id="no manifest"),
        pytest.param(("--base", "v9"), 3, "what was declared at v9 cannot be told", id="an unknown base"),
        pytest.param(("--kb", "nowhere"), 2, "[KBE1001]", id="no knowledge base"),
    ],
)
def test_what_is_wrong_with_the_call_is_no_pass(
    product: Path, kbsearch: Kbsearch, words: tuple[str, ...], status: int, said: str
) -> None:
    ran = kbsearch("release", "check", *DAY, *words)
    assert (ran.exit_code, said in ran.stderr) == (status, True)


def test_a_source_that_finds_nothing_is_no_pass(product: Path, kbsearch: Kbsearch) -> None:
    write(product, {"errors.json": "{}"})
    ran = kbsearch("release", "check", *DAY, "--exit-zero")
    assert (ran.exit_code, "[KBE1075]" in ran.stderr) == (3, True)


def test_an_index_without_its_articles_is_enough(product: Path, kbsearch: Kbsearch) -> None:
    assert kbsearch("--kb", "kb", "index").exit_code == 0
    (product / "kb" / "index").rename(product / "artifact")
    ran = kbsearch("release", "check", *DAY, "--scope", "all", "--kb", "artifact", "--json")
    reached = {one["subject"]: one["reached"] for one in json.loads(ran.stdout)["declarations"]}
    assert reached == {"error:E1": "agrees", "error:E2": "none"}


def test_one_declaration_is_explained(product: Path, kbsearch: Kbsearch) -> None:
    lines = kbsearch("release", "explain", "e-1", *DAY).stdout.splitlines()
    assert lines[0] == f"error:E1  {REFUSED}"
    assert lines[2] == "  article     articles/e1.md"
    assert [line.split()[1] for line in lines[4:9]] == ["reached,"] * 5
    assert lines[9].strip() == "searches    6 of 6 find it"
    unknown = kbsearch("release", "explain", "E3", *DAY)
    assert (unknown.exit_code, "the product declares no 'E3'" in unknown.stderr) == (2, True)


def test_a_draft_is_written_for_what_is_missing_and_never_twice(product: Path, kbsearch: Kbsearch) -> None:
    assert kbsearch("release", "stubs", *DAY).stdout.splitlines() == ["kb/articles/e2.md"]
    text = (product / "kb/articles/e2.md").read_text("utf-8")
    assert f'message: "{LATE}"' in text
    assert 'x-source: "errors.json:3"' in text
    ran = kbsearch("release", "check", *DAY)
    assert "KBR303 the article on E2 is not finished, it is a draft" in ran.stdout
    assert kbsearch("release", "stubs", *DAY, "E2").stdout == ""


def test_a_waiver_counts_once_somebody_else_approves_it(product: Path, kbsearch: Kbsearch) -> None:
    words = ("error:E2", "--rule", "KBR301", "--until", "4.3", "--owner", "ana", "--note", "legal reads it")
    assert "W-0001 written to" in kbsearch("release", "waive", *words, *DAY).stdout
    assert (
        "KBR322 the waiver W-0001 does not count, nobody has approved it" in kbsearch("release", "check", *DAY).stdout
    )
    own = kbsearch("release", "waive", "--approve", "W-0001", "--by", "Ana")
    assert (own.exit_code, "[KBE1036]" in own.stderr) == (2, True)
    assert kbsearch("release", "waive", "--approve", "W-0001", "--by", "li").stdout == "W-0001 is approved by li\n"
    ran = kbsearch("release", "check", *DAY)
    assert (ran.exit_code, ran.stdout.splitlines()[-1]) == (0, "nothing in the way, 1 waived")


def test_where_people_have_accounts_the_next_approver_is_asked(product: Path, kbsearch: Kbsearch) -> None:
    for name, role in (("ana", "agent"), ("li", "approver")):
        assert kbsearch("--kb", "kb", "user", "add", name, "--role", role).exit_code == 0
    words = ("error:E2", "--rule", "KBR301", "--until", "4.3", "--owner", "ana", "--note", "legal reads it")
    assert "li was asked to approve it" in kbsearch("release", "waive", *words, *DAY).stdout
    refused = kbsearch("release", "waive", "--approve", "W-0001", "--by", "nobody")
    assert (refused.exit_code, "[KBE1030]" in refused.stderr) == (2, True)
    assert kbsearch("release", "waive", "--approve", "W-0001", "--by", "li").exit_code == 0


def test_the_baseline_excuses_what_was_there_and_shrinks(product: Path, kbsearch: Kbsearch) -> None:
    git(product, "commit", "-qam", "second")
    git(product, "tag", "v4.1.1")
    assert kbsearch("release", "check", *DAY, "--scope", "all").exit_code == 1
    assert "1 finding, 1 added, 0 removed" in kbsearch("release", "baseline", "write", *DAY).stdout
    assert kbsearch("release", "check", *DAY, "--scope", "all").exit_code == 0
    write(product, {"kb/articles/e2.md": article("E2", LATE)})
    assert "KBR324" in kbsearch("release", "check", *DAY, "--scope", "all").stdout
    assert "0 findings, 0 added, 1 removed" in kbsearch("release", "baseline", "prune", *DAY).stdout
    assert kbsearch("release", "check", *DAY, "--scope", "all").exit_code == 0
