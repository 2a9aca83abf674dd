"""The answer to a search as people read it: the first hit open, the others a line each, what was ignored."""

from __future__ import annotations

from collections import defaultdict

from rich.console import Console
from rich.text import Text

from kbsearch.articles.article import Article
from kbsearch.cli.output import counted, plain
from kbsearch.cli.terminal import line
from kbsearch.search.analysis import words
from kbsearch.search.results import Hit, Ignored, Match, Results

OPEN_LINES = 12  # lines of the resolution shown below the first hit; `kbsearch show` has the rest
BEGINNING = 600  # characters shown of an article that has no resolution
WIDTH = 100  # columns of running text
PLACES = 5  # line numbers named for one reason of ignoring


def print_results(out: Console, results: Results, explain: bool) -> None:
    """Print hits, notes and what was ignored; with `explain` the parts of every score too."""
    if not results.hits:
        line(out, "No article found.")
        line(out, "Write one from this paste: kbsearch new error TITLE --from-paste -", 2)
    for hit in results.hits:
        if hit.rank == 1:
            _print_open(out, hit)
        else:
            line(out, _headline(hit))
        if explain:
            _print_reasons(out, hit)
    for note in results.notes:
        line(out, Text("note: " + plain(note), style="yellow"))
    if results.ignored:
        line(out, Text("ignored: " + _ignored(results.ignored), style="dim"))


def _headline(hit: Hit) -> Text:
    """Rank, id, tier and title in one line."""
    parts = (
        f"{hit.rank:>2}  ",
        (plain(hit.article.id), "bold"),
        (f"  {hit.tier.value}  ", "cyan"),
        plain(hit.article.title),
    )
    return Text.assemble(*parts, ("  stale", "yellow") if hit.stale else "")


def _print_open(out: Console, hit: Hit) -> None:
    """The first hit with its proof and the text of its resolution."""
    article = hit.article
    line(out, Text.assemble(f"{hit.rank:>2}  ", (plain(article.title), "bold")))
    where = (plain(article.id), "bold"), (f"  {hit.tier.value}  ", "cyan"), (plain(article.path), "dim")
    line(out, Text.assemble(*where), 4)
    if hit.stale:
        line(out, Text("stale: its file cannot be read now, this is the last version that could", "yellow"), 4)
    for match in hit.matches:
        _print_match(out, match)
    lines = _wrapped(out, plain(_resolution(article) or _beginning(article)))
    if lines:
        out.print()
    for each in lines[:OPEN_LINES]:
        line(out, each, 4)
    if len(lines) > OPEN_LINES:
        line(out, Text(f"... {counted(len(lines) - OPEN_LINES, 'more line')}", "dim"), 4)
    line(out, Text(f"kbsearch show {plain(article.id)}", "dim"), 4)
    out.print()


def _wrapped(out: Console, text: str) -> list[Text]:
    """The text in lines that fit a terminal, and are comfortable to read on a wide one; elsewhere as it is."""
    width = min(out.width, WIDTH) if out.is_terminal else out.width
    lines = [each for part in text.splitlines() for each in Text(part).wrap(out, width - 4)]
    for each in lines:
        each.rstrip()
    return lines


def _resolution(article: Article) -> str:
    """The text of the resolution with the sections below it, each under its heading; "" when there is none."""
    sections = [section for section in article.sections if section.name == "resolution"]
    parts: list[str] = []
    for section in sections:
        if section.text.strip():
            parts += [section.text.strip()] if section is sections[0] else [section.heading, section.text.strip()]
    return "\n".join(parts)


def _beginning(article: Article) -> str:
    """How the article begins: its first section that says more than the message does, shortened."""
    messages = [words(entry.message) for entry in article.errors if entry.message]
    said = [section.text.strip() for section in article.sections if section.text.strip()]
    first = next((text for text in said if words(text) not in messages), "".join(said[:1]))
    return first if len(first) <= BEGINNING else first[:BEGINNING].rsplit(maxsplit=1)[0] + " ..."


def _print_match(out: Console, match: Match) -> None:
    """The line of the paste with code and bound values marked, and the template that it fits."""
    shown = Text(plain(match.text))
    if match.code:
        shown.highlight_words([match.code], "bold red", case_sensitive=False)
    shown.highlight_words([value for value in match.values.values() if value.strip()], "bold green")
    line(out, Text.assemble((f"line {match.line}: ", "dim"), shown), 4)
    if match.template:
        line(out, Text.assemble(("fits ", "dim"), plain(match.template)), 4)
    bound = ", ".join(f"{name} = {value}" for name, value in match.values.items())
    if bound:
        line(out, Text.assemble(("with ", "dim"), (plain(bound), "green")), 4)


def _print_reasons(out: Console, hit: Hit) -> None:
    """The parts of the score, then their sum."""
    for reason in hit.why:
        line(out, f"{reason.score:>9.3f}  {plain(reason.part)}: {plain(reason.detail)}", 4)
    line(out, Text.assemble(f"{hit.score:>9.3f}  ", ("score", "bold")), 4)


def _ignored(ignored: tuple[Ignored, ...]) -> str:
    """What was ignored by reason, with the first line numbers of each."""
    places: dict[str, list[int]] = defaultdict(list)
    for part in ignored:
        places[part.reason].append(part.line)
    said = []
    for reason, numbers in places.items():
        first = ", ".join(map(str, numbers[:PLACES])) + (" ..." if len(numbers) > PLACES else "")
        said.append(f"{reason} ({'line' if len(numbers) == 1 else 'lines'} {first})")
    return "; ".join(map(plain, said))
