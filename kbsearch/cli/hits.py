"""The answer to a search as people read it: the first hit open, the others a line each, what else the paste holds."""

from __future__ import annotations

import re
from collections import defaultdict
from shlex import quote

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from kbsearch.articles.article import Article
from kbsearch.cli.output import plain
from kbsearch.cli.terminal import line
from kbsearch.counting import counted
from kbsearch.search.analysis import words
from kbsearch.search.results import Group, Hit, Ignored, Match, Results
from kbsearch.search.suggest import suggest

OPEN_LINES = 12  # lines of the resolution shown below the first hit; `kbsearch show` has the rest
BEGINNING = 600  # characters shown of an article that has no resolution
WIDTH = 100  # columns of running text
_UNDERLINE = re.compile(r"=+|-+")  # below a heading of two lines
STYLES = {"code": "bold red", "value": "bold green"}
SAID = 100  # characters shown of the line of another error
PLACES = 5  # line numbers named for one reason of ignoring


def print_results(out: Console, results: Results, paste: str, explain: bool) -> None:
    """Print hits, other errors, notes and what was ignored of a paste; with `explain` the parts of every score too."""
    _print_certainty(out, results, explain)
    for hit in results.hits:
        if hit.rank == 1:
            _print_open(out, hit)
        else:
            line(out, _headline(hit))
        if explain:
            _print_reasons(out, hit)
    for group in results.groups[1:]:
        _print_also(out, group)
    if not results.hits or results.nearest:
        title = plain(suggest(paste).title) or "TITLE"
        line(out, f"Is it new? Write it down from this paste: kbsearch new error {quote(title)} --from-paste -")
    for note in results.notes:
        line(out, Text("note: " + plain(note), style="yellow"))
    if results.ignored:
        line(out, Text("ignored: " + _ignored(results.ignored), style="dim"))


def _print_certainty(out: Console, results: Results, explain: bool) -> None:
    """Say it where the first hit is not sure, and why; nothing where it is."""
    chance = f" (chance {results.confidence:.2f})" if explain else ""
    first = results.groups[0] if results.groups else None
    if first is None:
        line(out, "No article found.")
    elif results.nearest:
        line(out, Text(f"Nothing here fits this paste for sure{chance}. The nearest:", style="yellow"))
    elif first.ambiguous:
        alike = sum(1 for hit in first.hits if hit.apart)
        line(out, Text(f"{alike} articles fit this alike{chance}; see what sets them apart:", style="yellow"))
    elif not results.confident:
        line(out, Text(f"Not sure{chance}: compare the line with yours.", style="yellow"))
    elif explain:
        line(out, Text(f"Sure{chance}.", style="green"))


def _print_also(out: Console, group: Group) -> None:
    """Another error of the paste in one line, with the article that answers it and how many more do."""
    best = group.hits[0].article
    said = plain(group.text) if len(group.text) <= SAID else plain(group.text[:SAID]) + "..."
    more = f"  and {counted(len(group.hits) - 1, 'other')} alike" if group.ambiguous else ""
    where = Text.assemble("also in this paste: ", (f"line {group.line}: ", "dim"), said)
    line(out, where)
    line(out, Text.assemble("-> ", (plain(best.id), "bold"), "  ", plain(best.title), (more, "yellow")), 4)


def _headline(hit: Hit) -> Text:
    """Rank, id, tier and title in one line."""
    parts = (
        f"{hit.rank:>2}  ",
        (plain(hit.article.id), "bold"),
        (f"  {hit.tier.value}  ", "cyan"),
        plain(hit.article.title),
        (f"  ({plain(hit.apart)})" if hit.apart else "", "yellow"),
    )
    return Text.assemble(*parts, ("  stale", "yellow") if hit.stale else "")


def _print_open(out: Console, hit: Hit) -> None:
    """The first hit with its proof and the text of its resolution."""
    article = hit.article
    line(out, Text.assemble(f"{hit.rank:>2}  ", (plain(article.title), "bold")))
    where = (plain(article.id), "bold"), (f"  {hit.tier.value}  ", "cyan"), (plain(article.path), "dim")
    line(out, Text.assemble(*where), 4)
    if hit.apart:
        line(out, Text.assemble(("apart ", "dim"), (plain(hit.apart), "yellow")), 4)
    if hit.stale:
        line(out, Text("stale: its file cannot be read now, this is the last version that could", "yellow"), 4)
    for match in hit.matches:
        _print_match(out, match)
    lines = _rendered(out, plain(_resolution(article) or _beginning(article)))
    if lines:
        out.print()
    for each in lines[:OPEN_LINES]:
        line(out, each, 4 if each else 0)
    if len(lines) > OPEN_LINES:
        line(out, Text(f"... {counted(len(lines) - OPEN_LINES, 'more line')}", "dim"), 4)
    line(out, Text(f"kbsearch show {plain(article.id)}", "dim"), 4)
    out.print()


def _rendered(out: Console, text: str) -> list[Text]:
    """Markdown as the lines of a terminal, comfortable to read on a wide one; elsewhere as it was written."""
    if not out.is_terminal:
        return [Text(each) for each in text.splitlines()]
    from rich.markdown import Markdown

    options = out.options.update(width=min(out.width, WIDTH) - 4)
    rendered = out.render_lines(Markdown(text), options, pad=False)
    lines = [Text.assemble(*map(_unlinked, each)) for each in rendered]
    for each in lines:
        each.rstrip()
    while lines and not lines[0]:
        del lines[0]
    return lines


def _unlinked(part: Segment) -> tuple[str, Style | str]:
    """Text with its style; links between articles lead nowhere from a terminal."""
    return part.text, part.style.update_link(None) if part.style else ""


def _resolution(article: Article) -> str:
    """The Markdown of the resolution with the sections below it; "" when there is none."""
    places = [place for place, section in enumerate(article.sections) if section.name == "resolution"]
    sources = [_source(article, place, headed=place != places[0]) for place in places]
    return "\n\n".join(source for source in sources if source)


def _beginning(article: Article) -> str:
    """How the article begins: its first section that says more than the message does, shortened."""
    messages = [words(entry.message) for entry in article.errors if entry.message]
    filled = [place for place, section in enumerate(article.sections) if section.text.strip()]
    if not filled:
        return ""
    first = next((place for place in filled if words(article.sections[place].text) not in messages), filled[0])
    text = _source(article, first)
    return text if len(text) <= BEGINNING else text[:BEGINNING].rsplit(maxsplit=1)[0] + " ..."


def _source(article: Article, place: int, headed: bool = False) -> str:
    """The Markdown of one section up to the next, with or without its heading; "" when nothing is below it."""
    section, *later = article.sections[place:]
    begin = section.line - article.body_line
    end = later[0].line - article.body_line if later else None
    lines = article.body.splitlines()[begin:end]
    if section.heading:
        below = 2 if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1].strip()) else 1
        heading, lines = lines[:below], lines[below:]
    else:
        heading = []
    text = "\n".join(lines).strip("\n").rstrip()
    return "\n".join([*heading, "", text]) if headed and text else text


def _print_match(out: Console, match: Match) -> None:
    """The line of the paste with code and bound values marked, and the template that it fits."""
    shown = Text(plain(match.text))
    for span in match.spans:
        if span.kind in STYLES:
            shown.stylize(STYLES[span.kind], span.start, span.end)
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
