"""What the tests of the gate share: articles as text, declarations, and a check of the one against the other."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kbsearch import KnowledgeBase
from kbsearch.releases.base import Scope
from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.releases.findings import Finding
from kbsearch.releases.manifest import Manifest
from kbsearch.releases.readiness import Question, Readiness

TODAY = date(2026, 11, 28)
SOURCES = "sources:\n  - {id: errors, reader: json, files: errors.json}\n"


def article(
    code: str = "",
    message: str = "",
    *,
    keys: Mapping[str, str] | None = None,
    body: str = "## Issue\n\nIt stops.\n\n## Resolution\n\nStart it again.\n",
) -> str:
    """A finished article about an error of acme-sync; `keys` go before its front matter, "" takes a key out."""
    id = (keys or {}).get("id", code.lower())
    front = {
        "id": id,
        "title": f'"{code} explained"',
        "products": "[acme-sync]",
        "errors": f'[{{code: {code}, message: "{message}"}}]' if code else "",
        "confidence": "validated",
        "audience": "customer",
        "owner": "ana",
        "fix_by": "agent",
        "reviewed": "{by: li, on: 2026-11-20}",
    } | dict(keys or {})
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in front.items() if value) + f"---\n{body}"


def guide(feature: str, title: str, *, keys: Mapping[str, str] | None = None, body: str = "") -> str:
    """A finished guide to a feature, signed off by the help desk."""
    text = body or f"## Issue\n\nWhat {title} is for.\n\n## Resolution\n\nTurn {title} on in the settings.\n"
    front = {"id": feature, "title": title, "features": f"[{feature}]", "tried": "[eva 2026-11-21]"}
    return article(keys=front | dict(keys or {}), body=text)


def error(id: str, message: str = "", *, line: int = 1, **rest: Any) -> Declaration:
    """An error that the product declares in src/errors.json."""
    return Declaration(Kind.ERROR, id, "errors", "src/errors.json", line, message, **rest)


def feature(id: str, title: str = "", *, line: int = 1, **rest: Any) -> Declaration:
    """A feature that the product declares in flags.json."""
    return Declaration(Kind.FEATURE, id, "flags", "flags.json", line, title=title, **rest)


def emission(id: str, line: int = 1) -> Declaration:
    """A code that stands in the product's source."""
    return Declaration(Kind.EMISSION, id, "emitted", "src/main.py", line)


def manifest(rest: str = "", folder: Path = Path("/product")) -> Manifest:
    """The manifest of acme-sync 4.2.0, which ships on 2026-12-01."""
    release = 'release: {version: "4.2.0", date: 2026-12-01}\n' if "release:" not in rest else ""
    sources = "" if "sources:" in rest else SOURCES
    return Manifest.parse(f"version: 1\nproduct: acme-sync\n{release}{sources}{rest}", folder / "kbsearch-release.yaml")


def question(declared: Iterable[Declaration], rest: str = "", *, root: Path, **changed: Any) -> Question:
    """What a check of everything asks; `rest` is more of the manifest, `changed` what is asked otherwise."""
    every = tuple(declared)
    asked = Question(manifest(rest), every, {"errors": len(every)}, Scope.ALL, "4.2.0", TODAY, root)
    return replace(asked, **changed)


def check(
    files: Mapping[str, str], declared: Iterable[Declaration], folder: Path, rest: str = "", **changed: Any
) -> Readiness:
    """Hold declarations against the articles in `files`, by a search in an index of them."""
    for name, text in files.items():
        place = folder / "articles" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    with KnowledgeBase.open(folder) as kb:
        kb.index()
        return kb.readiness(question(declared, rest, root=folder, **changed), workers=0)


def said(findings: Iterable[Finding]) -> list[str]:
    """The findings as lines."""
    return [str(one) for one in findings]
