"""Where the codes and the messages of a tree stand: each place tried on every article, those kept that fit."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbsearch.articles.body import Block, Body
from kbsearch.articles.extract.announced import announced, folded
from kbsearch.articles.extract.codes import Shapes
from kbsearch.articles.extract.entries import in_stem, named, opening
from kbsearch.articles.extract.found import Found, is_wordless, message_of
from kbsearch.articles.extract.headed import LEAST, headed_entries
from kbsearch.articles.extract.labelled import labelled, labelled_messages
from kbsearch.articles.extract.places import after_code, block_quote, code_block, paragraph
from kbsearch.articles.extract.quoted import printed_in_headings, quoted_in_text, quoted_in_title
from kbsearch.articles.extract.tables import cell_codes
from kbsearch.articles.inline import plain_text
from kbsearch.articles.learn.sample import Sample

_CODE_HEADER = re.compile(
    r"(?:(?:error|status|event|return|exit|result|response|warning|diagnostic|sql|internal|message)\s*)*"
    r"(?:codes?|ids?|identifiers?|numbers?|errors?|warnings?|sqlstate|values?|alerts?|hresult|rules?)(?:\s*\((?:hex|dec|decimal)\w*\))?"
)
_MESSAGE_HEADER = re.compile(
    r"(?:(?:error|status|event|warning|full|log|condition|code)\s*)*(?:messages?|(?:message )?text|descriptions?|"
    r"meaning|condition(?: name)?|error|explanation|name|reason|details?)"
)
_NUMBERED = re.compile(r"code|sqlstate|number|id$|^(?:errors?|events?|warnings?)$")  # what bare numbers stand under
_CODE_ROW = re.compile(r"(?:error|event|message|msg|status)\s*(?:id|code|number|no)|code|error|event id|number")
_MESSAGE_ROW = re.compile(r"(?:error |event |full )?message(?: text)?|(?:error |message )text")
_MESSAGE_HEADING = re.compile(
    r"(?:the )?(?:full |log )?(?:message|message text|text|event message|log message|sample output)s?"
)
_OPENS_PROSE = re.compile(
    r"(?:this|these|when|if|you|in|checks?|the following|occurs?|indicates?|for|here|to|as|it|note|derived|what|see|"
    r"disallow\w*|enforce\w*|require\w*|we|there (?:is|are) (?:a|several))\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?<!\w)'[^']+'(?!\w)|[\"“<{%*][\w]")
_VALUE = re.compile(r"\{\w*\}|%[sdux]|(?<!\w)<\w+>")  # places for values, as only templates have them
_PRINTED = re.compile(r"(?:fatal )?(?:error|warning)\s*:\s+[\w'\"`<{%(]", re.IGNORECASE)
_CODE_LINE = re.compile(r"[{};]\s*$|^\s*(?:import|using|use|from|def|fn|#include)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """One place that was tried: its name in the rules, and the paths of the articles it fits."""

    name: str
    articles: tuple[str, ...]
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """The headers (or first cells of rows) under which tables keep codes and messages, folded."""

    codes: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    detailed: tuple[str, ...] = ()


def code_places(articles: Sequence[Sample], shapes: Shapes, small: bool) -> list[Place]:
    """Where codes of the learnt shapes stand, apart from tables and front matter; each article counts once."""
    title = [article.path for article in articles if any(shapes.find(title, is_title=True) for title in article.titles)]
    left = _without(articles, title)
    stem = [article.path for article in left if in_stem(article.stem, shapes)]
    left = _without(left, stem)
    label = [article.path for article in left if any(map(shapes.fits, labelled(article.body)))]
    left = _without(left, label)
    name = [article.path for article in left if _name(article)]
    places = [Place("title", tuple(title)), Place("file_name", tuple(stem)), Place("label", tuple(label))]
    total = sum(len(place.articles) for place in places)
    kept = [place for place in places if len(place.articles) > (0 if small else 0.05 * total)]
    whole = [path for article in left for path in [article.path] if path in name and _is_whole_title(article)]
    if len(whole) >= 3 and len(whole) >= 0.5 * len(articles):
        kept.append(Place("name", tuple(name)))
    return kept


def _name(article: Sample) -> str:
    return named(article.titles, article.stem, article.body.source)


def _is_whole_title(article: Sample) -> bool:
    """Whether a title and the file name are one and the same name, or the file name is all there is."""
    if not article.titles:
        return bool(_name(article))
    return any(named([title], "", "") and _letters(title) == _letters(article.stem) for title in article.titles)


def _letters(text: str) -> str:
    return re.sub(r"\W|_", "", text).casefold()


def fixed_places(articles: Sequence[Sample], shapes: Shapes) -> list[Place]:
    """Which of block_quote, code_block, paragraph and the title hold the message of most of these articles."""
    kept: list[Place] = []
    titled = tuple(a.path for a in articles if any(list(after_code(t, shapes, 1)) for t in a.titles))
    left = articles
    for name, fits, share in (
        ("block_quote", lambda a: any(block_quote(a.body)), 0.5),
        ("code_block", _has_message_block, 0.5),
        ("paragraph", _has_paragraph if _hold_values(articles) else _has_message_paragraph, 0.6),
    ):
        found = tuple(article.path for article in left if fits(article))
        if left and len(found) >= share * len(left) and len(found) >= 0.02 * len(articles):
            kept.append(Place(name, found))
            left = _without(left, found)
    if articles and len(titled) >= 0.3 * len(articles):
        kept.append(Place("title", titled))
    return kept


def uncoded_places(articles: Sequence[Sample]) -> list[Place]:
    """The place of the message in a tree without codes: where nearly every article has one of its own.

    With it, as a place of codes, "opening", when names open most of these messages.
    """
    for name, place in (("block_quote", block_quote), ("code_block", code_block), ("paragraph", paragraph)):
        found = {article.path: next(place(article.body), None) for article in articles}
        messages = {
            path: one.message
            for path, one in found.items()
            if one
            and (name != "paragraph" or one.is_whole)
            and (name != "code_block" or not _CODE_LINE.search(one.message))
        }
        if len(messages) >= max(3, 0.7 * len(articles)) and len(set(messages.values())) >= 0.8 * len(messages):
            names = [said for message in messages.values() if (said := opening(message)[0])]
            is_named = len(names) >= 0.5 * len(messages) and len(set(names)) >= 0.8 * len(names)
            places = [Place(name, tuple(messages))]
            return [*places, Place("opening", tuple(messages))] if is_named else places
    return []


def _hold_values(articles: Sequence[Sample]) -> bool:
    """Whether so many first paragraphs have places for values that the others are templates, too, which have none."""
    first = [found.message for article in articles for found in paragraph(article.body)]
    marked = sum(_VALUE.search(message) is not None for message in first)
    return len(set(first)) >= 0.8 * len(first) and marked >= max(3, 0.25 * len(articles))


def _has_paragraph(article: Sample) -> bool:
    return any(paragraph(article.body))


def _has_message_block(article: Sample) -> bool:
    return any(not _CODE_LINE.search(found.message) for found in code_block(article.body))


def _has_message_paragraph(article: Sample) -> bool:
    """Whether the first paragraph reads like a message and not like the beginning of an explanation."""
    for found in paragraph(article.body):
        message = found.message
        if found.is_whole or _PRINTED.match(message):
            return True
        is_marked = bool(_QUOTED.search(message)) or not message.endswith(".")
        return is_marked and not _OPENS_PROSE.match(message) and ". " not in message.rstrip(".") and len(message) < 300
    return False


def prose_places(articles: Sequence[Sample]) -> list[Place]:
    """The articles in which a sentence announces a message, or a title quotes one."""
    announcing = tuple(a.path for a in articles if any(_spoken(a.body)))
    quoting = tuple(a.path for a in articles if any(list(quoted_in_title(title, 1)) for title in a.titles))
    headings = Counter(
        heading
        for article in articles
        for heading in {folded(section.heading) for section in article.body.sections}
        if _MESSAGE_HEADING.fullmatch(heading)
    )
    kept = {heading: count for heading, count in headings.items() if count >= max(2, 0.1 * len(articles))}
    under = tuple(
        article.path
        for article in articles
        if any(folded(section.heading) in kept for section in article.body.sections)
    )
    labels = tuple(a.path for a in articles if any(labelled_messages(a.body)))
    places = [
        Place("label", labels),
        Place("lead_in", announcing),
        Place("title_quote", quoting),
        Place("section", under, tuple(sorted(kept))),
    ]
    return [place for place in places if place.articles]


def _spoken(body: Body) -> Iterator[Found]:
    yield from announced(body)
    yield from quoted_in_text(body)
    yield from printed_in_headings(body)


def whole_titles(articles: Sequence[Sample], coded_elsewhere: frozenset[str]) -> Place | None:
    """The title as the message, where the codes stand in labels or file names and the titles read like messages."""
    chosen = [article for article in articles if article.path in coded_elsewhere and article.titles]
    reading = [
        a
        for a in chosen
        if len(a.titles[0].split()) > 2 and not re.match(r"(?:how|what|why|troubleshoot)", a.titles[0], re.I)
    ]
    marked = [a for a in reading if _QUOTED.search(a.titles[0])]
    if len(reading) >= 3 and len(reading) >= 0.7 * len(articles) and len(marked) >= 0.2 * len(reading):
        return Place("whole_title", tuple(article.path for article in reading))
    return None


def headed_pages(articles: Sequence[Sample]) -> Place | None:
    """The pages that explain many errors, one below each heading; a single one must explain more than a few."""
    found = {
        article.path: len(list(headed_entries(article.body, " ".join((*article.titles, article.stem)))))
        for article in articles
    }
    pages = tuple(path for path, entries in found.items() if entries >= LEAST)
    return Place("heading", pages) if len(pages) > 1 or sum(found.values()) > 2 * LEAST else None


def tables(articles: Sequence[Sample], shapes: Shapes, small: bool) -> Tables:
    """Headers of list pages and labels of details tables, when enough articles have them."""
    codes: Counter[str] = Counter()
    messages: Counter[str] = Counter()
    listed: list[str] = []
    certain: set[str] = set()
    detailed: list[str] = []
    alone: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for article in articles:
        for block in article.body.blocks:
            if block.kind != "table" or len(block.rows) < 2:
                continue
            if pair := _row_headers(block, shapes, article):
                alone[pair].append(article.path)
            elif pair := _list_headers(block, shapes):
                codes[pair[0]] += 1
                messages[pair[1]] += 1
                listed.append(article.path)
                if any(map(shapes.fits, cell_codes(" ".join(cell for row in block.rows[1:] for cell in row), shapes))):
                    certain.add(article.path)
            elif pair := _row_labels(block):
                codes[pair[0]] += 1
                messages[pair[1]] += 1
                detailed.append(article.path)
    for pair, paths in alone.items():
        if len(paths) >= max(3, 0.5 * len(articles)):
            codes[pair[0]] += len(paths)
            messages[pair[1]] += len(paths)
            detailed += paths
    pages, details = tuple(dict.fromkeys(listed)), tuple(dict.fromkeys(detailed))
    shaped = sum(any(any(shapes.learnt(title)) for title in article.titles) for article in articles)
    is_rare = len(pages) + len(details) < (1 if small else max(2, 0.01 * len(articles)))
    if is_rare and len(certain) < max(2, 0.01 * shaped):
        return Tables()
    return Tables(tuple(sorted(codes)), tuple(sorted(name for name in messages if name)), pages, details)


def _row_headers(block: Block, shapes: Shapes, article: Sample) -> tuple[str, str] | None:
    """The headers of a table of one row that tells the code, which the title has, too, and the message of a page."""
    pair = _list_headers(block, shapes, 1) if len(block.rows) == 2 else None
    if pair is None or not pair[1]:
        return None
    place = [folded(plain_text(cell)) for cell in block.rows[0]].index(pair[0])
    titled = {code.casefold() for title in article.titles for code in shapes.find(title, is_title=True)}
    own = any(code.casefold() in titled for code in cell_codes(block.rows[1][place], shapes))
    return pair if own else None


def _list_headers(block: Block, shapes: Shapes, least: int = 2) -> tuple[str, str] | None:
    """The headers of the columns of codes and of messages, when the table has the first and `least` rows."""
    header = [folded(plain_text(cell)) for cell in block.rows[0]]
    rows = [row for row in block.rows[1:] if len(row) == len(header)]
    for place, name in enumerate(header):
        if not _CODE_HEADER.fullmatch(name) or len(rows) < least or len(header) < 2:
            continue
        coded = [row for row in rows if any(_is_certain(code, shapes) for code in cell_codes(row[place], shapes))]
        numbered = _NUMBERED.search(name) is not None
        if len(coded) < 0.6 * len(rows) and not (
            numbered and sum(bool(cell_codes(row[place], shapes)) for row in rows) >= 0.8 * len(rows)
        ):
            continue
        others = [
            (sum(len(message_of(row[other]).split()) for row in rows), other_name)
            for other, other_name in enumerate(header)
            if other != place and _MESSAGE_HEADER.fullmatch(other_name)
        ]
        preferred = [pair for pair in others if "message" in pair[1] or "text" in pair[1]] or others
        return name, max(preferred)[1] if preferred else ""
    return None


def _is_certain(code: str, shapes: Shapes) -> bool:
    return shapes.fits(code) or code.lower().startswith("0x") or "_" in code


def _row_labels(block: Block) -> tuple[str, str] | None:
    if max(map(len, block.rows)) != 2:
        return None
    labels = {folded(plain_text(row[0])): row[1] for row in block.rows if len(row) == 2}
    code = next((name for name in labels if _CODE_ROW.fullmatch(name) and any(map(str.isdigit, labels[name]))), None)
    message = next((name for name in labels if _MESSAGE_ROW.fullmatch(name) and not is_wordless(labels[name])), None)
    return (code, message) if code and message else None


def _without(articles: Sequence[Sample], paths: Sequence[str]) -> list[Sample]:
    gone = frozenset(paths)
    return [article for article in articles if article.path not in gone]
