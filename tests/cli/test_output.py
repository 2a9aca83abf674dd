import json
import subprocess
import sys

import pytest

from kbsearch.cli.output import plain
from kbsearch.counting import counted


def test_a_terminal_is_not_steered_by_what_is_printed() -> None:
    assert plain("a\x1b[2Jb\x00c\rd\te\n\x9b") == "a�[2Jb�c�d\te\n�"


def test_what_cannot_be_encoded_is_still_printed() -> None:
    assert plain("a\ud800b") == "a?b"


@pytest.mark.parametrize("data", [{"text": "größer"}, {"text": "a\ud800b\x00"}], ids=["text", "lone surrogate"])
def test_json_is_utf_8_in_every_locale(data: dict[str, str]) -> None:
    program = f"from kbsearch.cli.output import write_json; write_json({data!r})"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, env={"PYTHONIOENCODING": "ascii"}
    )
    assert json.loads(ran.stdout.decode("utf-8")) == data


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 articles"), (1, "1 article"), (2, "2 articles"), (12345, "12,345 articles")]
)
def test_numbers_stand_with_their_noun(number: int, said: str) -> None:
    assert counted(number, "article") == said
