"""Each reader finds what is declared, with code, message and the line it stands in."""

import pytest

from tests.releases.conftest import ReadSource

CASES = [
    pytest.param(
        "reader: json, files: e.json",
        '{"errors": [\n {"code": "E1", "message": "no room"},\n {"code": 17,\n  "message": ["a", "b"]}]}',
        [("E1", "no room", 2), ("17", "a\nb", 3)],
        id="json, a list",
    ),
    pytest.param(
        "reader: json, files: e.json, map: {code: 'TS{code}', message: '@key', severity: category}",
        '{\n"\'{0}\' expected.": {"code": 1005, "category": "Error"}\n}',
        [("TS1005", "'{0}' expected.", 2)],
        id="json, the message is the key",
    ),
    pytest.param(
        "reader: json, files: e.json, map: {each: '*.subClass.*', code: '{@grandparent}.{@key}'}",
        '{"CAST": {"message": ["Cast."], "subClass": {\n "OVERFLOW": {"message": ["<x> is too large."]}}}}',
        [("CAST.OVERFLOW", "<x> is too large.", 2)],
        id="json, the key above",
    ),
    pytest.param(
        "reader: json, files: e.json", '{"1": "no", "2": "yes"}', [("1", "no", 1), ("2", "yes", 1)], id="json, a map"
    ),
    pytest.param(
        "reader: yaml, files: e.yaml, map: {each: 'errors[?(@.level == \"error\")]', severity: level}",
        "errors:\n  - code: 0x10\n    message: 'on'\n    level: error\n  - {code: W1, level: warning}\n",
        [("0x10", "on", 2)],
        id="yaml, by a filter",
    ),
    pytest.param(
        "reader: yaml, files: e.yaml",
        "defaults: &d\n  message: failed\n",
        [("defaults", "failed", 1)],
        id="yaml, an anchor",
    ),
    pytest.param(
        "reader: yaml, files: e.yaml, where: {level: ''}",
        "E1: &d {message: failed, level: x}\nE2: {<<: *d, level: y}\n---\nE3: *d\n",
        [("E1", "failed", 1), ("E2", "failed", 2), ("E3", "failed", 4)],
        id="yaml, aliases",
    ),
    pytest.param(
        "reader: toml, files: e.toml",
        '# errors\n[[errors]]\ncode = "E1"\nmessage = """no\nroom"""\n\n[[errors]]\ncode = 0x10\nmessage = "b"\n',
        [("E1", "no\nroom", 3), ("0x10", "b", 8)],
        id="toml, tables",
    ),
    pytest.param(
        "reader: properties, files: e.properties",
        "# what\nsync.refused = remote {0} \\\n    refused\nsync.caf\\u00e9:no\n",
        [("sync.refused", "remote {0} refused", 2), ("sync.café", "no", 4)],
        id="properties",
    ),
    pytest.param(
        "reader: properties, files: e.properties, extract: {value: '^(?P<code>CP\\d+): (?P<message>.*)'}",
        "A=CP1: text {0}\nB=none\n",
        [("CP1", "text {0}", 1)],
        id="properties, the code in the text",
    ),
    pytest.param(
        "reader: po, files: e.po",
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n#: a.c:3\nmsgctxt "E1"\nmsgid "no %s"\nmsgstr ""\n',
        [("E1", "no %s", 5)],
        id="gettext",
    ),
    pytest.param(
        "reader: proto, files: e.proto, map: {code: name, message: comment}",
        "enum Code {\n  // all is well\n  OK = 0;\n  BAD = 1 [(x) = {a: 1}];  // it is not\n}\n",
        [("OK", "all is well", 3), ("BAD", "it is not", 4)],
        id="proto",
    ),
    pytest.param(
        "reader: table, files: e.csv",
        'code,message\n# old\nE1,"no\nroom"\nE2,b\n',
        [("E1", "no\nroom", 3), ("E2", "b", 5)],
        id="csv",
    ),
    pytest.param(
        "reader: table, files: e.txt, columns: [code, level, macro, message], where: {code: '^\\w{5}$'}",
        "# states\nSection: Class 01\n\n01000    W    ERRCODE_WARNING    warning\n",
        [("01000", "warning", 4)],
        id="columns between blanks",
    ),
    pytest.param(
        "reader: table, files: e.md",
        "| code | message |\n|---|---|\n| E1 | no room |\n",
        [("E1", "no room", 3)],
        id="markdown table",
    ),
    pytest.param(
        "reader: c-header, files: e.h, map: {code: name, message: comment}",
        "#ifndef E_H\n#define E_H\n/* no\n * room */\n#define E_ROOM 12\n#define E_ARG (-3) // bad\n#define M(x) x\n#endif\n",
        [("E_ROOM", "no room", 5), ("E_ARG", "bad", 6)],
        id="c header",
    ),
    pytest.param(
        "reader: c-header, files: e.h, map: {code: name, message: comment}",
        "enum class err : int {\n  OK,\n  BAD = (1 << 2), /* bad */\n  // worse\n  WORSE\n};\nenum err x;\n",
        [("OK", "", 2), ("BAD", "bad", 3), ("WORSE", "worse", 5)],
        id="c enum",
    ),
    pytest.param(
        "reader: c-header, files: e.def, calls: [ERR], map: {code: '1', message: text}",
        'ERR(E_ROOM, 12, "no room on "\n    "\'%s\'"),\nOTHER(X, "y")\n',
        [("E_ROOM", "no room on '%s'", 1)],
        id="c macro calls",
    ),
    pytest.param(
        "reader: python-ast, files: e.py, map: {code: code, message: message}",
        'class Refused(AppError):\n    code = "E1"\n    message = "no {host}" " here"\n\nclass Base(Exception):\n    pass\n',
        [("E1", "no {host} here", 2)],
        id="python classes",
    ),
    pytest.param(
        "reader: python-ast, files: e.py, calls: [Rule], map: {code: '1', message: text}",
        'A = Rule(\n    "K1", text=f"no {a.b}")\nuse(Rule("K2", text="x" + y))\nB = Other("K3")\n',
        [("K1", "no {b}", 2), ("K2", "x{y}", 3)],
        id="python calls",
    ),
    pytest.param(
        "reader: python-ast, files: e.py",
        'E1 = "no %s"\nMESSAGES = {"E2": "b", "more": {"E4": "d"}}\nclass Code(StrEnum):\n    E3 = "c"\n',
        [("E1", "no %s", 1), ("E2", "b", 2), ("E4", "d", 2), ("E3", "c", 4)],
        id="python constants, dictionaries and enums",
    ),
    pytest.param(
        "reader: regex, files: '*.go', skip_lines: '^\\s*//', "
        'pattern: \'errors\\.New\\(\\s*(?P<code>Err\\w+), "(?P<message>[^"]*)"\'',
        '// errors.New(ErrOld, "x")\nreturn errors.New(\n\tErrRoom, "no room")\n',
        [],
        id="regex, no file",
    ),
    pytest.param(
        "reader: regex, files: e.go, skip_lines: '^\\s*//', "
        'pattern: \'errors\\.New\\(\\s*(?P<code>Err\\w+), "(?P<message>[^"]*)"\'',
        '// errors.New(ErrOld, "x")\nreturn errors.New(\n\tErrRoom, "no room")\n',
        [("ErrRoom", "no room", 3)],
        id="regex over lines",
    ),
    pytest.param(
        "reader: list, items: [{code: E1, message: a}, {code: E2}]", "", [("E1", "a", 4), ("E2", "", 4)], id="by hand"
    ),
    pytest.param(
        "reader: declarations, files: d.json",
        '{"format": 1, "product": "x", "declarations": [{"kind": "error", "id": "E1", "source": "s", "path": "a.c", '
        '"line": 7, "message": "m"}, {"kind": "feature", "id": "f", "source": "s", "path": "b", "line": 1}]}',
        [("E1", "m", 7)],
        id="what another repository declares",
    ),
    pytest.param(
        "reader: json, files: e.json, placeholders: percent",
        '{"E1": "no %(host)s, %d%%"}',
        [("E1", "no {host}, {}%%", 1)],
        id="placeholders of one kind",
    ),
    pytest.param(
        "reader: json, files: e.json, placeholders: '@@(\\w+)@@'",
        '{"E1": "no @@host@@"}',
        [("E1", "no {host}", 1)],
        id="placeholders of a kind of one's own",
    ),
]


@pytest.mark.parametrize(("keys", "text", "found"), CASES)
def test_a_reader_finds_code_message_and_line(
    declared: ReadSource, keys: str, text: str, found: list[tuple[str, str, int]]
) -> None:
    name = next((word.strip("'") for word in keys.replace(",", " ").split() if word.startswith(("e.", "d."))), "none")
    read = declared(keys, {name: text})
    assert [(one.id, one.message, one.line) for one in read.declarations] == found
