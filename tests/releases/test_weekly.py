"""Who asked for it is told every week what the releases of a product still want."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import dated
from kbsearch.people.roles import Role
from kbsearch.releases.reports.as_json import as_dict
from tests.conftest import KnowledgeBaseMaker
from tests.releases.gate import article, check, error

SETTINGS = '[mail]\naddress = "help@vossmere.example"\nurl = "https://kb.vossmere.example"\n'
SATURDAY = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A report of a release that ships on Tuesday, with three errors that no article explains."""
    declared = [error("E1", "no disk", owner="ana"), error("E2", "no net", line=2, owner="ana"), error("E3", line=3)]
    return as_dict(
        check({"x.md": article(keys={"id": "x", "products": "[other]"})}, declared, tmp_path_factory.mktemp("kb"))
    )


@pytest.fixture
def kb(knowledge_base: KnowledgeBaseMaker, report: dict[str, Any]) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(knowledge_base({"kbsearch.toml": SETTINGS})) as it:
        it.people.accounts.add("pia", Role.PRODUCT_MANAGER, mail="pia@vossmere.example")
        it.board.publish({**report, "today": "2026-11-20", "findings": report["findings"] * 2}, by="ci")
        it.board.publish(report, by="ci")
        it.board.subscriptions.add("pia", "acme-sync")
        yield it


def written(kb: KnowledgeBase, at: datetime) -> int:
    with dated(at):
        return kb.weekly.write()


def test_the_letter_says_what_is_owed_by_whom_until_when(kb: KnowledgeBase) -> None:
    assert written(kb, SATURDAY) == 1
    (letter,) = kb.post.outgoing.list()
    token = letter.text.rpartition("/unsubscribe/")[2].strip()
    assert (letter.recipient, letter.subject) == (
        "pia@vossmere.example",
        "acme-sync 4.2.0: 3 in the way, ships in 3 days",
    )
    assert letter.text == (
        "Hello pia,\n"
        "\n"
        "acme-sync 4.2.0 ships on 2026-12-01, in 3 days.\n"
        "3 in the way (6 on 2026-11-20).\n"
        "\n"
        "ana, until 2026-12-01:\n"
        "  - error:E1: no article explains the error E1 (it must reach agrees) [KBR301]\n"
        "  - error:E2: no article explains the error E2 (it must reach agrees) [KBR301]\n"
        "\n"
        "Nobody named, until 2026-12-01:\n"
        "  - error:E3: no article explains the error E3 (it must reach agrees) [KBR301]\n"
        "\n"
        "https://kb.vossmere.example/releases/acme-sync/4.2.0\n"
        "\n"
        "--\n"
        f"No more letters: https://kb.vossmere.example/unsubscribe/{token}\n"
    )


def test_one_comes_at_once_and_then_one_a_week_until_the_release_has_shipped(kb: KnowledgeBase) -> None:
    days = [0, 1, 2, 3, 9]  # Saturday, Sunday, Monday, the Tuesday on which it ships, the Monday after
    assert [written(kb, SATURDAY + timedelta(days=day)) for day in days] == [1, 0, 1, 0, 0]


def test_whoever_ends_it_or_is_gone_gets_none(kb: KnowledgeBase) -> None:
    kb.people.accounts.add("li", Role.PRODUCT_MANAGER, mail="li@vossmere.example")
    kb.people.accounts.add("no-address", Role.PRODUCT_MANAGER)
    kb.people.accounts.disable("pia", by="greta")
    for name in ("li", "no-address"):
        kb.board.subscriptions.add(name, "acme-sync")
    kb.board.subscriptions.end("li", "acme-sync")
    assert written(kb, SATURDAY) == 0


def test_taking_it_twice_is_taking_it_once(kb: KnowledgeBase) -> None:
    kb.board.subscriptions.add("pia", "acme-sync")
    assert written(kb, SATURDAY) == 1


def test_without_an_address_of_our_own_there_are_no_letters(kb: KnowledgeBase) -> None:
    (kb.settings.root / "kbsearch.toml").write_text("")
    with KnowledgeBase.open(kb.settings.root) as quiet:
        assert written(quiet, SATURDAY) == 0
