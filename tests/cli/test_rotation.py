"""`kbsearch rotation` and `kbsearch absence`: whose turn it is, and who is away."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import Kbsearch

Run = Callable[..., Result]


@pytest.fixture
def run(kb: Path, kbsearch: Kbsearch) -> Run:
    for name in ("cem", "eva"):
        kbsearch("--kb", kb, "user", "add", name, "--role", "reviewer")
    return lambda *words: kbsearch("--kb", kb, *words)


def test_a_rotation_is_set_listed_and_ended(run: Run) -> None:
    assert run("rotation", "list").stdout == "no rotation is set: everybody whose role may review takes part\n"
    assert run("rotation", "set", "acme-sync", "eva", "cem").stdout == "in turn for acme-sync: eva, cem\n"
    assert run("rotation", "set", "", "cem").stdout == "in turn for articles without a product: cem\n"
    assert run("rotation", "list").stdout == "articles without a product: cem\nacme-sync: eva, cem\n"
    assert json.loads(run("rotation", "list", "--json").stdout)[1] == {"product": "acme-sync", "names": ["eva", "cem"]}
    assert run("rotation", "set", "acme-sync").stdout == "no rotation for acme-sync any more\n"
    assert run("rotation", "list").stdout == "articles without a product: cem\n"


def test_a_name_that_nobody_has_leaves_the_rotation_as_it_was(run: Run) -> None:
    run("rotation", "set", "acme-sync", "eva")
    refused = run("rotation", "set", "acme-sync", "cem", "evva")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "error: no account is named 'evva': did you mean 'eva'? [KBE1030]\n",
    )
    assert run("rotation", "list").stdout == "acme-sync: eva\n"


def test_an_absence_is_kept_listed_and_taken_back(run: Run) -> None:
    assert run("absence", "list").stdout == "nobody is away\n"
    said = run("absence", "add", "cem", "2999-12-21", "3000-01-06").stdout
    assert said == "cem is asked for nothing from 2999-12-21 to 3000-01-06\n"
    assert run("absence", "list").stdout == "   1  cem  2999-12-21 to 3000-01-06\n"
    listed = json.loads(run("absence", "list", "--json").stdout)
    assert listed == [{"number": 1, "name": "cem", "first": "2999-12-21", "last": "3000-01-06"}]
    assert run("absence", "end", "1").stdout == "absence 1 is taken back\n"
    assert run("absence", "list").stdout == "nobody is away\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("add", "cem", "2999-12-21", "2999-12-20"), "2999-12-20 is before 2999-12-21", id="backwards"),
        pytest.param(("add", "cem", "soon", "2999-12-20"), "'soon' does not match the format '%Y-%m-%d'", id="no day"),
        pytest.param(("add", "cem", "2999-12-21", "9999-12-31"), "there is no day after it", id="the last of all"),
        pytest.param(("end", "7"), "there is no absence 7; 'kbsearch absence list' shows all", id="no such number"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    refused = run("absence", *words)
    assert (refused.exit_code, said in refused.stderr) == (2, True)
