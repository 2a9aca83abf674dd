"""Python source by its syntax tree: classes, constants, dictionaries of text, and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from kbsearch.releases.declarations.lines import begin_of
from kbsearch.releases.declarations.located import Keys, Text, Unreadable, record


def read_python(text: str, calls: Sequence[str] = ()) -> Iterator[Keys]:
    """The records of one module; the module is parsed, never imported. Raises Unreadable.

    A record is

    - a class with a base, such as an exception: name, base (the first), bases, doc (its first line), and each
      constant text or number of its body by name;
    - a constant of a module, of an enum or of a class without a base: name, value, class;
    - a dictionary of texts, also inside another: for each pair name, group (the key around it), key, value;
    - a call that a name is bound to, or whose function is among `calls`: name, call, its constant arguments by
      number from 1 and by keyword.

    With `calls`, only classes with such a base and calls of such a function are read. Text that is put together
    (`f"..."`, `+`, `%`, `.format`) is read as a template, what varies as {name}.
    """
    lines = begin_of(text)
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as error:
        line = lines[min(getattr(error, "lineno", None) or 1, len(lines)) - 1]
        raise Unreadable(f"it is no Python of this version: {getattr(error, 'msg', error)}", line) from error
    for node in ast.walk(module):
        if isinstance(node, ast.stmt | ast.expr):
            node.lineno = lines[node.lineno - 1]
    yield from _Reading(calls).records(module)


class _Reading:
    """One walk over a module."""

    def __init__(self, calls: Sequence[str]) -> None:
        self._calls = frozenset(calls)
        self._bound: set[ast.Call] = set()

    def records(self, module: ast.Module) -> Iterator[Keys]:
        yield from self._body(module.body, "")
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and node not in self._bound and _name(node.func) in self._calls:
                yield self._call(node, "")

    def _body(self, body: Sequence[ast.stmt], within: str) -> Iterator[Keys]:
        for statement in body:
            if isinstance(statement, ast.ClassDef):
                bases = [_name(base) for base in statement.bases]
                if all(base.endswith(("Enum", "Flag")) for base in bases):
                    yield from self._body(statement.body, statement.name)
                elif not self._calls or self._calls & set(bases):
                    yield _class(statement, bases)
            elif isinstance(statement, ast.If | ast.Try):
                yield from self._body(statement.body, within)
            elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                for name in filter(None, map(_name, targets)):
                    yield from self._bind(name, statement.value, within)

    def _bind(self, name: str, value: ast.expr, within: str) -> Iterator[Keys]:
        """What a name is bound to."""
        if isinstance(value, ast.Call) and (not self._calls or _name(value.func) in self._calls):
            self._bound.add(value)
            yield self._call(value, name)
        elif isinstance(value, ast.Dict) and not self._calls:
            yield from _pairs(name, value, "")
        elif not self._calls and (text := _said(value)) is not None:
            parts = {"name": name, "value": text, "class": within}
            yield record(value.lineno, **parts)

    def _call(self, call: ast.Call, name: str) -> Keys:
        made = record(call.lineno, name=name, call=_name(call.func))
        arguments = [(str(place), inner) for place, inner in enumerate(call.args, 1)]
        for part, inner in (*arguments, *((one.arg, one.value) for one in call.keywords if one.arg)):
            text = _said(inner)
            if text is not None:
                made[Text(part, inner.lineno)] = text
        return made


def _pairs(name: str, value: ast.Dict, group: str) -> Iterator[Keys]:
    """The records of a dictionary of texts, and of the dictionaries in it."""
    for key, inner in zip(value.keys, value.values, strict=True):
        said = _said(key) if key else None
        if said is not None and isinstance(inner, ast.Dict) and not group:
            yield from _pairs(name, inner, said)
        elif said is not None and (text := _said(inner)) is not None:
            yield record(inner.lineno, name=name, group=group, key=said, value=text)


def _class(node: ast.ClassDef, bases: Sequence[str]) -> Keys:
    """The record of a class, with the constants of its body."""
    doc = (ast.get_docstring(node) or "").split("\n")[0]
    made = record(node.lineno, name=node.name, base=bases[0] if bases else "", bases=" ".join(bases), doc=doc)
    for statement in node.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            text = _said(statement.value)
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for name in filter(None, map(_name, targets)):
                if text is not None:
                    made[Text(name, statement.lineno)] = text
    return made


def _name(node: ast.expr) -> str:
    """The last part of a name, empty where there is none: `errors.Rule` is Rule."""
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _said(node: ast.expr) -> Text | None:
    """A constant or a template that is put together, as text; None for anything else."""
    template = _template(node)
    return None if template is None else Text(template, node.lineno)


def _template(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return (
            str(node.value) if isinstance(node.value, str | int | float) and not isinstance(node.value, bool) else None
        )
    if isinstance(node, ast.JoinedStr):
        return "".join(_part(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _template(node.left), _template(node.right)
        if left is None and right is None:
            return None
        return (left if left is not None else _value(node.left)) + (right if right is not None else _value(node.right))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _template(node.left) if isinstance(node.left, ast.Constant) else None
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            return _template(node.func.value)
        return _template(node.args[0]) if _name(node.func) in ("_", "gettext") and node.args else None
    return None


def _part(node: ast.expr) -> str:
    """One part of an f-string."""
    return _value(node.value) if isinstance(node, ast.FormattedValue) else str(getattr(node, "value", ""))


def _value(node: ast.expr) -> str:
    """What stands for a value that varies: the name that the source gives it."""
    return f"{{{_name(node)}}}"
