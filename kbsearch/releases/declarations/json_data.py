"""JSON as located data: every number the text that was written, null the empty text."""

from __future__ import annotations

import json
import re

from kbsearch.releases.declarations.located import Builder, Items, Keys, Located, Text, Unreadable

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


def read_json(text: str) -> list[Located]:
    """The value that a JSON file is; raises Unreadable."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(error.msg, error.lineno) from error
    except RecursionError as error:
        raise Unreadable("lists and mappings nest too deep") from error
    # It is well formed: what is left to find out is where everything stands.
    builder, line, at = Builder(), 1, 0
    for token in _TOKEN.finditer(text):
        line, at = line + text.count("\n", at, token.start()), token.start()
        mark = token[0]
        if mark in "{[":
            builder.value(Keys(line) if mark == "{" else Items(line))
        elif mark in "}]":
            builder.end()
        elif mark not in ",:":
            said = Text(json.loads(mark) if mark[0] == '"' else "" if mark == "null" else mark, line)
            (builder.key if builder.wants_key else builder.value)(said)
    return builder.roots
