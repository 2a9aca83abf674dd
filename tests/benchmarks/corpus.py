"""What is searched: a copy of a corpus beside this repository, or a generated one of the same shape."""

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from pathlib import Path

from kbsearch.articles.library import SUFFIXES

SHARED = Path(__file__).resolve().parents[3] / "shared"
CORPORA = SHARED / "corpora"

VOCABULARY = 30_000
"""How many different words the generated articles are made of; the n-th is used 1/n times as often as the first."""

FOLDER_SIZE = 1_000
"""How many generated articles stand in one folder."""

_TITLE = re.compile(r"^title[ \t]*[:=][ \t]*(.+)$", re.MULTILINE)
_HEADING = re.compile(r"^#[ \t]+(.+)$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\n(.*?)^\1[ \t]*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the other engines get it: its title, and all text below the front matter."""

    id: str
    title: str
    text: str


def names() -> tuple[str, ...]:
    """The corpora that are there, sorted."""
    return tuple(sorted(path.name for path in CORPORA.glob("*") if (path / "articles").is_dir()))


def copied(name: str, folder: Path) -> Path:
    """A copy of a corpus, made a knowledge base by `kbsearch init`; its articles stay as they are."""
    root = folder / name
    shutil.copytree(CORPORA / name, root, copy_function=shutil.copyfile)
    root.chmod(0o755)
    return _initialised(root)


def generated(number: int, folder: Path, seed: int, among: str | None = None) -> Path:
    """A new corpus of `number` articles, the same for the same seed, made a knowledge base by `kbsearch init`.

    The articles of the corpus `among` stand between them, where one is named.
    """
    root, writer = folder / "generated", _Writer(seed)
    if among is not None:
        shutil.copytree(CORPORA / among / "articles", root / "articles" / among, copy_function=shutil.copyfile)
        for place in (root / "articles" / among, *(root / "articles" / among).rglob("*/")):
            place.chmod(0o755)
        _initialised(root)  # by what its articles look like: among many times as many, their rarer forms are not seen
    for n in range(number):
        path = root / "articles" / f"{n // FOLDER_SIZE:04}" / f"{_code(n).lower()}.md"
        if n % FOLDER_SIZE == 0:
            path.parent.mkdir(parents=True)
        path.write_text(writer.article(_code(n)), encoding="utf-8", newline="\n")
    return root if among is not None else _initialised(root)


def files(root: Path) -> list[Path]:
    """The article files of a corpus, sorted."""
    return sorted(path for path in (root / "articles").rglob("*") if path.suffix.lower() in SUFFIXES)


def documents(root: Path) -> Iterator[Document]:
    """The articles of a corpus with as little reading as an engine without a notion of articles gets by with."""
    for path in files(root):
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        front = _FRONT_MATTER.match(text)
        body = text[front.end() :] if front else text
        title = _TITLE.search(front[2]) if front else None
        title = title or _HEADING.search(body)
        yield Document(path.stem, title[1].strip("\"' \t") if title else path.stem, body)


def _initialised(root: Path) -> Path:
    subprocess.run([sys.executable, "-m", "kbsearch", "init", str(root)], stdout=subprocess.DEVNULL, check=True)
    return root


def _code(n: int) -> str:
    """The n-th code: three letters that a tool might have, and five digits that do not rise with n."""
    tools = ("ACM", "BLD", "DBX", "LNK", "NET", "SYN", "VAL", "XPR")
    return f"{tools[n % len(tools)]}{10_000 + n * 7_919 % 90_000:05}" + ("" if n < 90_000 else f"{n // 90_000}")


class _Writer:
    """Writes articles: a title with a code, the message as a block quote, prose, an example, a remedy."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._words = self._vocabulary()
        self._weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def article(self, code: str) -> str:
        message = self._message()
        length = min(2_000, int(exp(self._random.gauss(4.3, 0.8))))  # words: as in the corpora, median 70, a long tail
        return (
            f'---\ntitle: "Error {code}"\ndescription: "Learn more about: Error {code}"\nkeywords: ["{code}"]\n---\n'
            f"# Error {code}\n\n> {message}\n\n## Remarks\n\n{self._prose(length)}"
            f"## Example\n\n```text\n{' '.join(self._pick(6))}\n{' '.join(self._pick(6))}  // {code}\n```\n\n"
            f"## Resolution\n\n{self._prose(max(8, length // 4)).rstrip()}\n"
        )

    def _vocabulary(self) -> list[str]:
        """Different words that can be pronounced, the shorter ones first, as languages have it."""
        syllables = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]
        syllables += [syllable + last for syllable in syllables for last in "nrst"]
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            parts = 1 + min(3, int(len(words) ** 0.5 / 50) + self._random.randrange(2))
            words["".join(self._random.choices(syllables, k=parts))] = None
        return list(words)

    def _pick(self, number: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=number)

    def _message(self) -> str:
        """A template of 4 to 10 words with one to three placeholders that emphasis marks."""
        words = self._pick(self._random.randint(4, 10))
        for kind in self._random.sample(("identifier", "filename", "type", "number"), self._random.randint(1, 3)):
            words.insert(self._random.randint(0, len(words)), f"'*{kind}*'")
        return " ".join(words)

    def _prose(self, number: int) -> str:
        """Sentences of 6 to 20 words, in paragraphs of up to five."""
        words, paragraphs = self._pick(number), [""]
        while words:
            length = self._random.randint(6, 20)
            sentence, words = " ".join(words[:length]).capitalize() + ".", words[length:]
            if paragraphs[-1].count(".") == 5:
                paragraphs.append("")
            paragraphs[-1] += f" {sentence}" if paragraphs[-1] else sentence
        return "".join(f"{paragraph}\n\n" for paragraph in paragraphs)
