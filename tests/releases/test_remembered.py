"""What passed is not asked again while no change can reach it, and is as soon as one can."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.releases.manifest import ProbeKeys
from kbsearch.releases.probing import Answered, Prober, Sought
from kbsearch.releases.remembered import FILE_NAME, RememberingProber
from tests.releases.gate import article, error

MESSAGES = {
    "E1": "remote {host} refused token {token}",
    "E2": "no space is left on volume {volume}",
    "E3": "the clock of {host} is late",
}
SOUGHT = [Sought(error(code, message), code.lower()) for code, message in MESSAGES.items()]


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    folder = tmp_path / "articles"
    folder.mkdir()
    for code, message in MESSAGES.items():
        (folder / f"{code.lower()}.md").write_text(article(code, message))
    with KnowledgeBase.open(tmp_path) as opened:
        yield opened


def asked(kb: KnowledgeBase, sought: list[Sought] = SOUGHT, keys: ProbeKeys | None = None) -> int:
    """How many of the declarations were searched for in one run; all of them pass."""
    kb.index()
    with kb.catalog() as catalog:
        prober = RememberingProber(Prober(catalog.folder, kb.settings), catalog.every())
        found = prober.answers(sought, keys or ProbeKeys(), workers=0)
    assert all(isinstance(one, Answered) and one.asked > 3 and not one.failed for one in found)
    return prober.asked_again


def test_while_nothing_changes_nothing_is_asked_again(kb: KnowledgeBase) -> None:
    assert [asked(kb), asked(kb)] == [3, 0]


@pytest.mark.parametrize(
    ("name", "text", "again"),
    [
        pytest.param("e1.md", article("E1", MESSAGES["E1"], body="## Issue\n\nA\n\n## Resolution\n\nB\n"), 1, id="its own"),
        pytest.param("new.md", article("E9", "a {thing} of another kind"), 0, id="an article about something else"),
        pytest.param("new.md", article("E9", "no volume {volume} has space left"), 1, id="one with many of its words"),
        pytest.param("new.md", article("E-2", "quite another text"), 1, id="one with its code"),
        pytest.param("new.md", article("E9", "the {thing}"), 3, id="one whose message stands in any log"),
    ],
)  # fmt: skip
def test_a_change_is_asked_about_where_it_can_reach(kb: KnowledgeBase, name: str, text: str, again: int) -> None:
    asked(kb)
    (kb.settings.root / "articles" / name).write_text(text)
    kb.index()
    assert asked(kb) >= again
    assert again > 0 or asked(kb) == 0


def test_another_message_other_limits_and_another_search_are_asked_anew(kb: KnowledgeBase) -> None:
    asked(kb)
    assert asked(kb, keys=ProbeKeys.model_validate({"fill": {"host": ["eu1"]}})) == 3
    assert asked(kb, keys=ProbeKeys.model_validate({"fill": {"host": ["eu1"]}})) == 0
    (kb.settings.root / "kbsearch.toml").write_text('[search]\nsynonyms = [["token", "ticket"]]\n')
    assert asked(kb) == 3


def test_a_damaged_memory_is_no_memory(kb: KnowledgeBase) -> None:
    asked(kb)
    place = kb.settings.index_folder / FILE_NAME
    for text in ("", "[]", '{"state": 1}'):
        place.write_text(text)
        assert asked(kb) == 3
