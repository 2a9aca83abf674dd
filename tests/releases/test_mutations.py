"""A knowledge base that answers for everything, and one article at a time made worse: the gate blocks every time."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.releases.declaration import Declaration
from tests.releases.gate import article, error, feature, guide, question

SEEDS, TIMES = (6, 7, 8, 9), 50
"""200 times in all."""
MESSAGES = {
    "E4001": "no route to {host} on port {port}",
    "E4003": "cannot write {file}: no space is left",
    "E4005": "the queue holds {count} letters and takes no more",
    "E4006": "schema version {version} is newer than this program",
    "E4008": "checksum of block {number} differs from its header",
    "E4009": "clock skew of {seconds} seconds against {server}",
}
DECLARED: tuple[Declaration, ...] = (
    *(error(code, message, line=n) for n, (code, message) in enumerate(MESSAGES.items(), 1)),
    feature("night-copies", "Night copies"),
)

Mutation = Callable[[Path, str, random.Random], None]


def _remove(folder: Path, name: str, rng: random.Random) -> None:
    (folder / name).unlink()


def _blank(folder: Path, name: str, rng: random.Random) -> None:
    text = (folder / name).read_text("utf-8")
    head = text.partition("## Issue")[0]
    (folder / name).write_text(rng.choice(("", head, f"{head}## Issue\n\n## Resolution\n")), "utf-8")


def _rename(folder: Path, name: str, rng: random.Random) -> None:
    """The file becomes one that is no article, or the article says it is about something else."""
    place = folder / name
    if rng.random() < 0.3:
        place.rename(place.with_suffix(".txt"))
        return
    text = place.read_text("utf-8")
    for old, new in (("E40", rng.choice(("E49", "E4O", "F40"))), ("night-copies", "nightly")):
        text = text.replace(f"code: {old}", f"code: {new}").replace(f"features: [{old}]", f"features: [{new}]")
    place.write_text(text, "utf-8")


def _shadow(folder: Path, name: str, rng: random.Random) -> None:
    """Another article takes over what this one declares, or what it is called."""
    text = (folder / name).read_text("utf-8").replace("id: ", "id: shadow-", 1)
    if rng.random() < 0.5:
        text = re.sub(r"code: E\d+, ", "", text)
    (folder / "shadow.md").write_text(text, "utf-8")


MUTATIONS: tuple[Mutation, ...] = (_remove, _blank, _rename, _shadow)


@pytest.fixture(scope="module")
def green(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    root = tmp_path_factory.mktemp("green")
    folder = root / "articles"
    folder.mkdir()
    for code, message in MESSAGES.items():
        (folder / f"{code.lower()}.md").write_text(article(code, message), "utf-8")
    (folder / "night-copies.md").write_text(guide("night-copies", "Night copies"), "utf-8")
    with KnowledgeBase.open(root) as kb:
        kb.index()
        yield kb


def blocking(kb: KnowledgeBase) -> list[str]:
    """What keeps the release from shipping, as the command asks it: with what it remembers of the last check."""
    kb.index()
    asked = question(DECLARED, root=kb.settings.root)
    return [one.rule for one in kb.readiness(asked, workers=0).blocking()]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_knowledge_base_made_worse_in_one_place_never_passes(green: KnowledgeBase, seed: int) -> None:
    folder = green.settings.root / "articles"
    names = sorted(path.name for path in folder.iterdir())
    texts = {name: (folder / name).read_text("utf-8") for name in names}
    rng = random.Random(seed)
    assert blocking(green) == []
    seen: set[str] = set()
    for _ in range(TIMES):
        mutate, name = rng.choice(MUTATIONS), rng.choice(names)
        mutate(folder, name, rng)
        found = blocking(green)
        assert found, f"{mutate.__name__} of {name} passed"
        seen.update(found)
        for other in folder.iterdir():
            if other.name not in texts:
                other.unlink()
        (folder / name).write_text(texts[name], "utf-8")
    assert blocking(green) == []
    assert seen >= {"KBR301", "KBR302", "KBR303", "KBR308", "KBR310"}
