"""Editing: the text of an article between two saves, as a form or as the raw file shows it.

    file -> Editing -> a page -> a form that was sent -> Editing -> file

Both views are views of one text. A form carries the text that it was made from; what was sent is laid
over it, so that whatever nobody touched stays byte for byte.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from werkzeug.datastructures import MultiDict

from kbsearch.articles.findings import Finding
from kbsearch.articles.form import Field, fields_of, unshown, values_of
from kbsearch.articles.front_matter import FileText, split
from kbsearch.articles.library import SUFFIXES
from kbsearch.articles.line_ends import plain
from kbsearch.articles.lint import lint_edited
from kbsearch.articles.parts import CANONICAL, Part, missing, parts_of, with_parts
from kbsearch.articles.reader import ReadResult, read_bytes
from kbsearch.articles.saving import digest_of
from kbsearch.articles.splice import Value, with_values
from kbsearch.articles.toml_keys import FENCED
from kbsearch.errors import ArticleUnknown, ArticleUnreadable, RequestInvalid
from kbsearch.settings import Settings

View = Literal["form", "file"]

_MAIN = frozenset(("title", "products", "versions", "errors", "symptoms"))
_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True)
class Editing:
    """One article being written.

    `path` is that of its file, POSIX and relative to the root; `began_with` the digest of the file that
    was opened, "" for an article that has none yet; `text` what the file is to say, lines ended by LF.
    """

    settings: Settings
    path: str
    began_with: str
    text: str
    view: View = "form"

    @cached_property
    def file(self) -> FileText:
        """The text as front matter and body."""
        return split(self.text, self.path)

    @cached_property
    def result(self) -> ReadResult:
        """The article that the file would be."""
        data = self.text.encode("utf-8", "surrogatepass")
        return read_bytes(data, self.path, self.settings, keep_body=True)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the body."""
        return parts_of(self.file.body, self.settings.at(self.path).sections.aliases())

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the form; the id can be chosen once."""
        return tuple(field for field in fields_of(self.file) if not (field.name == "id" and self.began_with))

    @property
    def main_fields(self) -> tuple[Field, ...]:
        """What nearly every article says, and what its template asks for."""
        return tuple(field for field in self.fields if field.name in _MAIN or field.prompt)

    @property
    def more_fields(self) -> tuple[Field, ...]:
        """The other fields."""
        return tuple(field for field in self.fields if field not in self.main_fields)

    @property
    def missing(self) -> tuple[str, ...]:
        """Sections that the article has no heading for."""
        return missing(self.parts)

    @property
    def unshown(self) -> tuple[str, ...]:
        """Keys that only the file shows."""
        return unshown(self.file)

    @property
    def has_form(self) -> bool:
        """Whether the front matter can be changed key by key."""
        return self.file.readable and not FENCED.match(self.text)

    @property
    def title(self) -> str:
        """What the article is called, as far as it can be read."""
        return self.result.article.title if self.result.article else posixpath.basename(self.path)

    def findings(self) -> list[Finding]:
        """What lint says about it."""
        return lint_edited(self.result, self.text, self.settings)

    def anchor(self, line: int) -> str:
        """The id of the element of the form in which a line of the file is edited."""
        if self.view == "file":
            return "kb-text"
        if line >= self.file.body_line:
            inside = line - self.file.body_line + 1
            return f"kb-part-{sum(part.line <= inside for part in self.parts[1:])}"
        above = [place for place in self.file.places if self.file.place(*place)[0] <= line]
        path = max(above, key=lambda place: (self.file.place(*place), len(place)), default=("",))
        field = next((field for field in self.fields if field.name == path[0]), None)
        if field is None:
            return "kb-facts"
        row = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
        return f"kb-{field.name}-{row}"

    def with_keys(self, values: Mapping[str, Value | None]) -> Editing:
        """The same with other keys in the front matter; raises KBE1041."""
        return replace(self, text=with_values(self.text, values, self.path))

    def with_markdown(self, markdown: str) -> Editing:
        """The same with a paragraph behind the last part."""
        return replace(self, text=f"{self.text.rstrip()}\n\n{markdown}\n")


def opened(settings: Settings, path: str) -> Editing:
    """An article as its file is now; raises KBE1003 and KBE1012."""
    text = file_text(settings, path)
    if text is None:
        raise ArticleUnknown(id=path, hint="its file is gone; look for the article with the search")
    editing = Editing(settings, path, digest_of(text.encode()), plain(text))
    return editing if editing.has_form else replace(editing, view="file")


def sent(settings: Settings, form: MultiDict[str, str]) -> Editing:
    """What a form that was sent says; raises KBE1003, KBE1010, and KBE1041 as `with_values`."""
    path = _article_path(settings, form.get("path", ""))
    view: View = "file" if form.get("view") == "file" else "form"
    carried = "text" if view == "file" else "ground"
    if carried not in form or "began_with" not in form:
        raise RequestInvalid(problem=f"the form has lost its field {carried!r}", hint="open the article again")
    if view == "file":
        text = plain(form.get("text", ""))
    else:
        text = _filled(Editing(settings, path, form.get("began_with", ""), plain(form.get("ground", ""))), form)
    return _placed(Editing(settings, path, form.get("began_with", ""), text, view))


def file_text(settings: Settings, path: str) -> str | None:
    """The text of an article's file as it is on the disk, None where there is none; raises KBE1003 and KBE1012."""
    try:
        return (settings.root / _article_path(settings, path)).read_bytes().decode()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ArticleUnreadable(path=path, problem=error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise ArticleUnreadable(path=path, problem=f"byte {error.start} is not UTF-8") from error


def _filled(ground: Editing, form: MultiDict[str, str]) -> str:
    """The text that a form was made from with what was filled in."""
    rows = {field.name: form.getlist(field.name) for field in ground.fields if field.name in form}
    codes, messages = form.getlist("errors.code"), form.getlist("errors.message")
    if codes:
        rows["errors"] = [text for pair in zip(codes, messages, strict=False) for text in pair]
    text = with_values(ground.text, values_of(ground.file, rows), ground.path)
    boxes = [plain(box) for box in form.getlist("part")]
    if len(boxes) != len(ground.parts):
        return text
    added = {name: plain(form.get(f"new-{name}", "")) for name in CANONICAL}
    body = with_parts(ground.parts, boxes, added)
    return text[: len(text) - len(split(text, ground.path).body)] + body


def _placed(editing: Editing) -> Editing:
    """A new article stands in a file that is called by its id."""
    id = editing.file.keys.get("id") if editing.file.readable else None
    if editing.began_with or not isinstance(id, str) or not _NAME.fullmatch(id):
        return editing
    return replace(editing, path=posixpath.join(posixpath.dirname(editing.path), f"{id}.md"))


def _article_path(settings: Settings, path: str) -> str:
    """The path of a file that may be an article; raises KBE1003."""
    folder = settings.articles_folder.relative_to(settings.root).as_posix()
    parts = path.split("/")
    hidden = any(part.startswith(".") or not part for part in parts)
    inside = folder == "." or path.startswith(f"{folder}/")
    if hidden or "\0" in path or "\\" in path or not inside or not path.lower().endswith(SUFFIXES):
        raise ArticleUnknown(id=path, hint="look for it with the search")
    return path
