"""What is asked: pastes made from the articles' own codes and messages, the same for the same seed."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kbsearch import Article, Settings
from kbsearch.articles.placeholders import Literal, Placeholder, parse_template
from kbsearch.articles.reader import read_article
from tests.benchmarks.corpus import files

KINDS = {"one code": 1, "one line": 1, "60-line log": 60, "2,000-line log": 2_000}
"""The kinds of paste, and how many lines each has."""

LINES_PER_ERROR = 25
"""In a log, the first error is followed by others, one for about so many lines."""

NAMES = ("count", "buffer", "session", "reader", "table_7", "orderId", "config", "main", "worker", "index")
LEVELS = ("DEBUG", "INFO", "INFO", "INFO", "WARN")
QUOTES = ("'", '"')
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Paste:
    """A text to search for, and the article whose error comes first in it."""

    text: str
    expected: str


def make(root: Path, number: int, seed: int) -> dict[str, tuple[Paste, ...]]:
    """`number` pastes of every kind, made from articles that have both a code and a message; none when none has."""
    articles = _with_errors(root, max(2 * number, 100), random.Random(seed))
    if not articles:
        return {}
    maker = _Maker(articles, random.Random(seed))
    return {kind: tuple(maker.paste(kind) for _ in range(number)) for kind in KINDS}


def _with_errors(root: Path, number: int, chance: random.Random) -> list[Article]:
    """Up to `number` articles with one error entry of their own that has a code and a message."""
    settings, found = Settings.load(root), []
    paths = [path.relative_to(root).as_posix() for path in files(root)]
    for path in chance.sample(paths, len(paths)):
        article = read_article(path, root, settings).article
        if article and len(article.codes) == 1 and article.errors[0].message:
            found.append(article)
        if len(found) == number:
            break
    return found


class _Maker:
    """Makes pastes from a sample of articles."""

    def __init__(self, articles: Sequence[Article], chance: random.Random) -> None:
        self._articles = articles
        self._random = chance
        self._words = [word for article in articles for word in _WORD.findall(article.body)[:200]] or list(NAMES)

    def paste(self, kind: str) -> Paste:
        """A paste of that kind; in a log the error stands anywhere in the first half."""
        article = self._random.choice(self._articles)
        if kind == "one code":
            return Paste(article.codes[0], article.id)
        if KINDS[kind] == 1:
            return Paste(self._error(article), article.id)
        lines = [self._noise() for _ in range(KINDS[kind])]
        first = self._random.randrange(len(lines) // 2)
        later = range(first + LINES_PER_ERROR, len(lines), LINES_PER_ERROR)
        lines[first] = self._error(article)
        for place in later:
            lines[place] = self._error(self._random.choice(self._articles))
        return Paste("\n".join(lines), article.id)

    def _error(self, article: Article) -> str:
        """The line that a program would print: where, the code, and the message with values in its places."""
        message = article.errors[0].message or ""
        said = ""
        for part in parse_template(message.splitlines()[0]).parts:
            said += part.text if isinstance(part, Literal) else self._value(part, after=said)
        return f"{self._path()}({self._random.randint(1, 999)}): error {article.codes[0]}: {said}"

    def _noise(self) -> str:
        """A line that reports no error, in the words of the articles."""
        at = f"{self._random.randrange(24):02}:{self._random.randrange(60):02}:{self._random.randrange(60):02}"
        said = " ".join(self._random.choices(self._words, k=self._random.randint(3, 9)))
        return (
            f"2026-03-{self._random.randint(1, 28):02} {at}.{self._random.randrange(1000):03} "
            f"{self._random.choice(LEVELS)} [{self._random.choice(NAMES)}-{self._random.randint(1, 16)}] "
            f"{said} {self._random.choice((self._path(), str(self._random.randrange(10**6)), ''))}".rstrip()
        )

    def _value(self, place: Placeholder, after: str) -> str:
        """A value in the quotes that the template has, be they in the mark or around it."""
        value = f"{self._random.choice(NAMES)}{self._random.randint(1, 99)}"
        quote = place.mark[0] if place.mark[0] in QUOTES and not after.endswith(QUOTES) else ""
        return f"{quote}{value}{quote}"

    def _path(self) -> str:
        folders = "/".join(self._random.choices(NAMES, k=self._random.randint(1, 3)))
        return f"/src/{folders}/{self._random.choice(NAMES)}.cpp"
