"""How far `kbsearch init` alone agrees with the manifests of the corpora beside this repository.

    python tests/corpora/agreement.py [--corpus NAME ...] [--half tuned|held-out] [--list] [--write]

For every corpus the rules come from `detect` alone; then every article is read with them, and
its error entries are compared with its line in the manifest.

What agrees, precisely:

- Two codes are equal when the product takes them for spellings of one code (`code_keys`); a leading
  "Event ID", "HTTP" or "HTTP Error" does not count. An article's codes are "equal" when both sides
  have the same, and "agree" when they are the same apart from codes that stand only in messages which
  the manifest lacks: those are counted with their messages, below, and not twice. They are "found" when
  every code of the manifest is among them, whatever else an article is found to say.
- Two messages are equal when their words are: letters and digits in lower case, with entities
  decoded, and marks of placeholders, quotes, punctuation and white space left out. A message is
  also found when it is equal to some of the messages of the other side put together in their order
  (a dialog taken as one text or paragraph by paragraph), or contains or is contained in
  one of them with at least 60 % of the longer one's words in common.
- An article agrees in its messages when every message of the manifest is found. "exact" counts
  articles in which every message is equal as it stands. Articles without a message in the manifest agree.
- Recall is the share of the manifests' messages that are found, precision the share of the messages
  extracted that stand in the manifest; an extracted message that a manifest lacks is not thereby
  wrong (the corpora's README says that about one prose article in ten to twenty lacks one).

Articles fall into two halves by a hash of their id: rules were tuned while looking at one only.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kbsearch.articles.article import Article
from kbsearch.articles.detect import detect
from kbsearch.articles.reader import read_article
from kbsearch.search.codes import code_keys
from kbsearch.settings import Settings

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
REPORT = Path(__file__).with_name("AGREEMENT.md")
NAMES = ("msvc", "office", "telerik")
HALVES = ("tuned", "held-out")
IN_COMMON = 0.6
UNSEEN = re.compile(
    "[*\\\\\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)  # marks of placeholders, and what no reader sees


@dataclass
class Half:
    """The figures of one half of one corpus."""

    articles: int = 0
    codes_equal: int = 0
    codes_agree: int = 0
    codes_found: int = 0
    messages_agree: int = 0
    messages_exact: int = 0
    with_messages: int = 0
    with_messages_agree: int = 0
    wanted: int = 0
    found: int = 0
    extracted: int = 0
    confirmed: int = 0
    unannounced: int = 0
    reasons: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def words(message: str) -> str:
    """The words of a message, as they are compared."""
    return " ".join(re.findall(r"[^\W_]+", UNSEEN.sub("", html.unescape(message)).casefold()))


def keys(code: str) -> frozenset[str]:
    """A code as it is compared: equal codes share a key."""
    return frozenset(code_keys(re.sub(r"^(?:event id|http error|http)\s*(?=\d)", "", code.casefold())))


def lacking(codes: Sequence[str], others: Sequence[str]) -> list[str]:
    """The codes that none of the others is equal to."""
    known = frozenset().union(*map(keys, others))
    return [code for code in codes if not keys(code) & known]


def is_found(message: str, others: Sequence[str]) -> bool:
    """Whether a message, as words, is among the others: equal, put together, or mostly contained."""
    if message in others or message == " ".join(others):
        return True
    for start in range(len(others)):
        for stop in range(start + 2, min(len(others), start + 8) + 1):
            if " ".join(others[start:stop]) == message:
                return True
    for other in others:
        shorter, longer = sorted((message, other), key=len)
        if f" {shorter} " in f" {longer} " and len(shorter) >= IN_COMMON * len(longer):
            return True
    return False


def half_of(id: str) -> str:
    """The half that an article belongs to."""
    return HALVES[hashlib.blake2b(id.encode(), digest_size=4).digest()[0] % 2]


def compare(half: Half, line: dict[str, object], article: Article | None) -> None:
    """Count one article."""
    id = str(line["id"])
    half.articles += 1
    codes, messages = [*map(str, line["codes"])], [*map(str, line["messages"])]  # type: ignore[call-overload]
    if article is None:
        half.reasons["the file cannot be read"].append(id)
        return
    wanted = list(dict.fromkeys(filter(None, map(words, messages))))
    got = list(dict.fromkeys(words(entry.message) for entry in article.errors if entry.message))
    _compare_codes(half, id, codes, article, wanted)
    lost = [message for message in wanted if not is_found(message, got)]
    half.wanted += len(wanted)
    half.found += len(wanted) - len(lost)
    half.extracted += len(got)
    half.confirmed += sum(is_found(message, wanted) for message in got)
    half.messages_agree += not lost
    half.messages_exact += set(wanted) <= set(got)
    half.unannounced += bool(got) and not wanted
    if wanted:
        half.with_messages += 1
        half.with_messages_agree += not lost
    sources = dict(zip(map(words, messages), map(str, line.get("message_sources") or []), strict=False))  # type: ignore[call-overload]
    for reason in {_why_message(message, got, sources.get(message, "")) for message in lost}:
        half.reasons[reason].append(id)


def _compare_codes(half: Half, id: str, codes: list[str], article: Article, wanted: Sequence[str]) -> None:
    missing, extra = lacking(codes, article.codes), lacking(article.codes, codes)
    unlisted = {code for code in extra if _is_unlisted(code, article, wanted)}
    wrong = [code for code in extra if code not in unlisted]
    half.codes_equal += not missing and not extra
    half.codes_found += not missing
    half.codes_agree += not missing and not wrong
    if missing:
        half.reasons[_why_code(missing, article)].append(f"{id} ({', '.join(missing[:4])})")
    if wrong:
        half.reasons["code that the manifest lacks, in a title or a message that it has"].append(
            f"{id} ({', '.join(wrong[:4])})"
        )
    elif extra:
        half.reasons["code in a message that the manifest lacks (agrees)"].append(f"{id} ({', '.join(extra[:4])})")


def _is_unlisted(code: str, article: Article, wanted: Sequence[str]) -> bool:
    """Whether a code stands only in messages that the manifest lacks; of a message's codes, one is its entry's."""
    messages = [entry.message for entry in article.errors if entry.code == code]
    if not all(messages):
        whole = re.compile(rf"(?<!\w){re.escape(code.removeprefix('Event ID '))}(?!\w)", re.IGNORECASE)
        titles = [article.title, *(section.heading for section in article.sections if section.level == 1)]
        messages = [entry.message for entry in article.errors if entry.message and whole.search(entry.message)]
        if any(map(whole.search, titles)):
            return False
    return bool(messages) and not any(is_found(words(message or ""), wanted) for message in messages)


def _why_code(missing: Sequence[str], article: Article) -> str:
    headings = (section.heading for section in article.sections if section.level == 1)
    title = " ".join((article.title, *headings)).casefold()
    messages = " ".join(entry.message or "" for entry in article.errors).casefold()
    bare = [re.sub(r"^event id\s*", "", code.casefold()) for code in missing]
    if any(code in title for code in bare):
        return "code in the title that no shape fits"
    if any(code in messages for code in bare):
        return "code in a message that the message does not call a code"
    return "code in the text outside titles and messages"


def _why_message(message: str, got: Sequence[str], source: str) -> str:
    if any(message in other for other in got):
        return "message inside a much longer one"
    if any(other in message for other in got if len(other) > 15):
        return "only a part of the message"
    if source == "title":
        return "message in a title without quotation marks or a word for an error"
    if source == "inline":
        return "message quoted in a sentence that does not call it an error"
    return "message that no sentence, label or place announces" if got else "no message at all"


def measure(name: str) -> tuple[str, dict[str, Half]]:
    """The rules that `detect` found, as TOML without its examples, and the figures of both halves."""
    root = CORPORA / name
    found = detect(root)
    settings = Settings.parse(found.toml(), root)
    halves = {half: Half() for half in HALVES}
    for text in (root / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        compare(halves[half_of(line["id"])], line, read_article(line["file"], root, settings).article)
    return found.toml(), halves


def share(part: int, whole: int) -> str:
    """A share in percent."""
    return f"{100 * part / whole:.1f} %" if whole else "-"


def figures(name: str, half: str, counts: Half) -> str:
    """One row of the table."""
    cells = [
        name,
        half,
        f"{counts.articles:,}",
        share(counts.codes_equal, counts.articles),
        share(counts.codes_agree, counts.articles),
        share(counts.codes_found, counts.articles),
        share(counts.messages_agree, counts.articles),
        share(counts.messages_exact, counts.articles),
        f"{share(counts.with_messages_agree, counts.with_messages)} of {counts.with_messages:,}",
        share(counts.found, counts.wanted),
        share(counts.confirmed, counts.extracted),
        f"{counts.unannounced:,}",
    ]
    return "| " + " | ".join(cells) + " |"


def report(measured: dict[str, tuple[str, dict[str, Half]]], halves: Sequence[str]) -> str:
    """The figures and the reasons as Markdown, without a word of any article."""
    lines = [
        "# Agreement with the manifests of the corpora",
        "",
        "Written by `python tests/corpora/agreement.py --write`; its docstring says what agrees. The rules come from",
        "`kbsearch init` alone. They were tuned while looking at the first half; the second was only counted.",
        "",
        "| corpus | half | articles | codes equal | codes agree | codes found | messages agree | exact | of those with messages | recall | precision "
        "| messages where the manifest has none |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [figures(name, half, found[half]) for name, (_, found) in measured.items() for half in halves]
    lines += ["", "## What does not agree, by reason", ""]
    for name, (_, found) in measured.items():
        reasons = {reason for half in halves for reason in found[half].reasons}
        total = {reason: sum(len(found[half].reasons.get(reason, ())) for half in halves) for reason in reasons}
        lines += [f"### {name}", ""]
        for reason, count in sorted(total.items(), key=lambda item: (-item[1], item[0])):
            ids = [id for half in halves for id in found[half].reasons.get(reason, ())]
            lines.append(f"- {reason}: {count} articles, such as {', '.join(ids[:5])}")
        lines.append("")
    return "\n".join(lines)


def main() -> int:
    """Print the figures; exit status 3 when the corpora are not there."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--corpus", action="append", choices=NAMES, help="only this corpus; may be repeated")
    parser.add_argument("--half", choices=HALVES, help="only this half")
    parser.add_argument("--list", action="store_true", help="list every article that does not agree")
    parser.add_argument("--rules", action="store_true", help="print the rules that were found")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    arguments = parser.parse_args()
    if not CORPORA.is_dir():
        print("the corpora are not beside this repository (../shared/corpora): nothing to measure", file=sys.stderr)
        return 3
    halves = (arguments.half,) if arguments.half else HALVES
    measured = {name: measure(name) for name in arguments.corpus or NAMES}
    text = report(measured, halves)
    print(text)
    for name, (rules, found) in measured.items():
        if arguments.rules:
            print(f"\n{name}\n{rules}")
        if arguments.list:
            for half in halves:
                for reason, ids in sorted(found[half].reasons.items()):
                    print(f"\n{name}, {half}: {reason}", *ids, sep="\n  ")
    if arguments.write:
        REPORT.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
