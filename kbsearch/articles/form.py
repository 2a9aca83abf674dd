"""The form: the front matter of an article as fields, made from its schema, and the fields as values again.

    FileText -> fields_of -> Field ... (a page, a person) ... values_of -> values for `splice.with_values`

What was not touched gives no value, so that it stays as its author wrote it: a field is compared with
what was shown, not with what the file says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from kbsearch.articles.front_matter import FileText
from kbsearch.articles.schema import Date, ErrorKeys, FrontMatter, Texts
from kbsearch.articles.splice import Value
from kbsearch.articles.templates import MARK

Kind = Literal["text", "choice", "date", "list", "pastes", "errors"]

OF_LIFE = frozenset(("confidence", "audience", "reviewed"))
"""Keys that reviews and approvals set, not whoever writes."""

_SHORT_FORMS = frozenset(("code", "error_codes", "error_messages"))  # offered only where a file has them
_PASTES = frozenset(("found_by",))  # lists whose items have several lines


@dataclass(frozen=True, slots=True)
class Field:
    """One key of the front matter as a form shows it.

    `values` are the texts of its rows, one for a text, choice or date, code and message by turns for
    errors; `hint` says what is wanted, `prompt` what the template asks for.
    """

    name: str
    kind: Kind
    hint: str
    values: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    prompt: str = ""

    @property
    def label(self) -> str:
        """The name in words."""
        return self.name.replace("_", " ").capitalize()

    @property
    def value(self) -> str:
        """The one text, "" for none."""
        return self.values[0] if self.values else ""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Code and message of each error."""
        return tuple(zip(self.values[::2], self.values[1::2], strict=True))


def fields_of(file: FileText) -> tuple[Field, ...]:
    """The fields of a front matter, in the order of the schema; a key whose value fits no field is left out."""
    return tuple(_fields(file.keys))


def unshown(file: FileText) -> tuple[str, ...]:
    """The keys that no field shows, so that they change in the file alone."""
    shown = {field.name for field in _fields(file.keys)} | OF_LIFE
    return tuple(key for key in file.keys if key not in shown)


def values_of(file: FileText, sent: Mapping[str, Sequence[str]]) -> dict[str, Value | None]:
    """The values of the keys whose field was changed; None for one that was emptied.

    `sent` are the texts of the rows by the name of their field; a field that is not in it was not shown.
    Empty rows count for nothing. Order is kept.
    """
    values: dict[str, Value | None] = {}
    for field in _fields(file.keys):
        if field.name not in sent:
            continue
        now = _said(field.kind, [text.replace("\r\n", "\n").replace("\r", "\n") for text in sent[field.name]])
        if now != field.values:
            values[field.name] = _value(field, file.keys.get(field.name), now) if now else None
    return values


def _fields(keys: Mapping[str, Any]) -> Iterator[Field]:
    """What of the keys a form can show."""
    for name, info in FrontMatter.model_fields.items():
        if name in OF_LIFE or (name in _SHORT_FORMS and name not in keys):
            continue
        kind = _kind(name, info.annotation, info.metadata)
        texts = _texts(kind, keys.get(name))
        if texts is None:
            continue
        asked = next((text for text in texts if text.startswith(MARK)), "")
        values = _said(kind, ["" if text.startswith(MARK) else text for text in texts])
        asked = asked.removeprefix(MARK).strip()
        yield Field(name, kind, info.description or "", values, _choices(info.annotation), asked)


def _kind(name: str, annotation: Any, metadata: Sequence[Any]) -> Kind:
    """How a key is asked for."""
    if name == "errors":
        return "errors"
    if _choices(annotation):
        return "choice"
    if Date in (annotation, *get_args(annotation)):
        return "date"
    if get_origin(annotation) is tuple or annotation == Texts:
        return "pastes" if name in _PASTES else "list"
    return "text"


def _choices(annotation: Any) -> tuple[str, ...]:
    """The words that a key may hold, () where it may hold any."""
    for one in (annotation, *get_args(annotation)):
        if get_origin(one) is Literal:
            return tuple(get_args(one))
    return ()


def _texts(kind: Kind, raw: Any) -> list[str] | None:
    """The value of a key as the texts of its rows; None where it has another form."""
    if raw is None:
        return []
    if kind == "errors":
        return _error_texts(raw)
    if isinstance(raw, str):
        return [raw if kind in ("list", "pastes") else " ".join(raw.split("\n"))]
    if kind in ("list", "pastes") and isinstance(raw, list) and all(isinstance(item, str) for item in raw):
        return list(raw)
    return None


def _error_texts(raw: Any) -> list[str] | None:
    """Code and message by turns, short forms too."""
    texts: list[str] = []
    for item in raw if isinstance(raw, list) else [raw]:
        if isinstance(item, str):
            item = {"message" if item.strip().count(" ") else "code": item}
        if not isinstance(item, dict) or not set(item) <= set(ErrorKeys.model_fields):
            return None
        if not all(isinstance(value, str) for value in item.values()):
            return None
        texts += [" ".join(item.get(key, "").split("\n")) for key in ErrorKeys.model_fields]
    return texts


def _said(kind: Kind, texts: Sequence[str]) -> tuple[str, ...]:
    """The rows that say something."""
    if kind == "errors":
        pairs = zip(texts[::2], texts[1::2], strict=False)
        return tuple(text for pair in pairs if any(half.strip() for half in pair) for text in pair)
    if kind in ("list", "pastes"):
        return tuple(text for text in texts if text.strip())
    return tuple(texts[:1]) if texts and texts[0].strip() else ()


def _value(field: Field, raw: Any, now: tuple[str, ...]) -> Value:
    """The rows as the value of the key; items that stayed keep the form that they have in the file."""
    if field.kind == "errors":
        items = raw if isinstance(raw, list) else [] if raw is None else [raw]
        texts = _error_texts(items) or []
        before = dict(zip(zip(texts[::2], texts[1::2], strict=True), items, strict=True))
        return [before.get(pair) or _error(*pair) for pair in zip(now[::2], now[1::2], strict=True)]
    if field.kind in ("list", "pastes"):
        return now[0] if isinstance(raw, str) and len(now) == 1 else list(now)
    return now[0].strip()


def _error(code: str, message: str) -> dict[str, Value]:
    return {key: said for key, said in (("code", code.strip()), ("message", message.strip())) if said}
