from collections.abc import Callable
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.search.paste import read_paste
from kbsearch.search.unknown import undocumented
from tests.search.trees import article, write

Notes = Callable[..., tuple[str, ...]]


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    codes = ("E4012", "E4013", "QX-17", "0x80070005")
    files = {f"a{place}.md": article(code, "failed") for place, code in enumerate(codes)}
    root = write(tmp_path, files)

    def notes(*texts: str) -> tuple[str, ...]:
        with KnowledgeBase.open(root) as kb:
            kb.index()
            with kb.catalog() as catalog:
                paste = read_paste("error AB-77: it broke\n" + " ".join(texts))
                return tuple(map(str, undocumented(texts, paste, catalog)))

    return notes


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        pytest.param((), (), id="no code"),
        pytest.param(("E4019",), ("E4019 is not documented; nearest documented: E4012, E4013",), id="two are near"),
        pytest.param(("QX-16",), ("QX-16 is not documented; nearest documented: QX17",), id="one is near"),
        pytest.param(("ZZZ99999",), (), id="none is near"),
        pytest.param(("AB-77",), ("AB-77 is not documented",), id="announced as the code of an error"),
        pytest.param(("0x80070006",), (), id="a value that only looks near"),
        pytest.param(
            ("E4011", "QX-16"),
            (
                "E4011 is not documented; nearest documented: E4012, E4013",
                "QX-16 is not documented; nearest documented: QX17",
            ),
            id="several codes",
        ),
        pytest.param(("E4011", "E4014", "E4015", "QX-16"), (
            "E4011 is not documented; nearest documented: E4012, E4013",
            "E4014 is not documented; nearest documented: E4012, E4013",
            "E4015 is not documented; nearest documented: E4012, E4013",
        ), id="more codes than are spoken of"),
    ],
)  # fmt: skip
def test_a_code_that_nobody_declares_is_said_with_the_nearest_that_are(
    notes: Notes, texts: tuple[str, ...], said: tuple[str, ...]
) -> None:
    assert notes(*texts) == said
