"""`kbsearch report`: figures, tables, and the same for a spreadsheet and a program."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import Kbsearch

Run = Callable[..., Result]


@pytest.fixture
def run(kb: Path, kbsearch: Kbsearch) -> Run:
    """Two requests about one error, one of them fixed."""
    kbsearch("--kb", kb, "user", "add", "ana", "--role", "agent")
    for _ in range(2):
        words = ("--by", "ana", "--requester", "Maria", "--product", "=sync", "--minutes", "15")
        kbsearch("--kb", kb, "ticket", "add", *words, "--paste", "ERROR sync: remote hub refused token abc1")
    kbsearch("--kb", kb, "ticket", "solve", "1", "--by", "ana", "--article", "sync-e4012")
    kbsearch("--kb", kb, "ticket", "confirm", "1", "--by", "ana")
    return lambda *words: kbsearch("--kb", kb, "report", *words)


def test_without_a_name_it_prints_the_figure_of_every_report(run: Run) -> None:
    lines = run().stdout.splitlines()
    assert lines[:2] == [
        "first-contact    50 % of 2 requests",
        "gaps             1 request and 0 searches without an answer, 15 minutes lost",
    ]
    assert lines[-2] == "impact           30 min lost in 2 requests"


def test_a_report_is_a_table_a_csv_or_json(run: Run) -> None:
    assert run("impact").stdout == (
        "Minutes lost by product: 30 min lost in 2 requests\n"
        "Product    Lost  Requests  People stopped\n"
        "=sync    30 min         2               2\n"
    )
    assert run("impact", "--csv").stdout == "product,minutes,requests,people\n'=sync,30,2,2\n"
    assert json.loads(run("impact", "--json").stdout)["rows"] == [
        {"product": "=sync", "minutes": 30, "requests": 2, "people": 2}
    ]
    assert run("impact", "--since", "2020-01-01", "--until", "2020-02-01").stdout.splitlines()[1] == (
        "there is nothing to tell of this time"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("gap",), "there is no report 'gap': did you mean 'gaps'? [KBE1057]", id="no such report"),
        pytest.param(
            ("--since", "soon"),
            "this time cannot be told (since: 'soon' is no day): write it as 2026-11-20 [KBE1058]",
            id="no day",
        ),
        pytest.param(("--csv",), "--csv wants the NAME of a report", id="csv of all"),
        pytest.param(("gaps", "--csv", "--json"), "--csv and --json are two forms: choose one", id="two forms"),
    ],
)
def test_what_cannot_be_told_says_why(run: Run, words: tuple[str, ...], said: str) -> None:
    ran = run(*words)
    assert ran.exit_code == 2
    assert said in ran.stderr
