"""The manifests in manifests/ read catalogues of the shapes that well-known software has; their text is made up here."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from kbsearch.releases.declarations import read
from kbsearch.releases.manifest import Manifest
from kbsearch.releases.tree import FolderTree
from tests.releases.conftest import write

MANIFESTS = Path(__file__).parent / "manifests"
Files = dict[str, str]
Wanted = dict[str, str]
Made = tuple[Files, Wanted]


class Words:
    """Messages that nobody has written before, the same in every run."""

    def __init__(self) -> None:
        self._random = random.Random(17)
        self._number = 0

    def message(self, mark: str = "{0}") -> str:
        self._number += 1
        words = [self._random.choice(("barrel", "hop", "kettle", "malt", "mash", "spout", "yeast")) for _ in range(4)]
        return f"{' '.join(words)} {mark} no {self._number}"


WORDS = Words()


def diagnostics() -> Made:
    files, wanted = {}, {}
    for folder in ("a", "b"):
        entries = {}
        for number in range(40):
            code, message = 1000 + number + (500 if folder == "b" else 0), WORDS.message()
            category = "Message" if number % 10 == 9 else "Error"
            entries[message] = {"category": category, "code": code, "reportsUnnecessary": True}
            if category == "Error":
                wanted[f"TS{code}"] = message
        files[f"src/{folder}/diagnosticMessages.json"] = json.dumps(entries, indent=4)
    return files, wanted


def error_classes() -> Made:
    classes: dict[str, object] = {"_LEGACY_ERROR_TEMP_1": {"message": ["old"]}}
    wanted = {}
    for number in range(25):
        lines = [WORDS.message("<part>"), "Try again."]
        classes[f"CASK_{number}"] = {"message": lines, "sqlState": "42000"}
        wanted[f"CASK_{number}"] = "\n".join(lines).replace("<part>", "{part}")
    inner = {f"SPLIT_{number}": {"message": [WORDS.message("<x>")]} for number in range(12)}
    classes["CASK_0"] = {**dict(classes["CASK_0"]), "subClass": inner}  # type: ignore[call-overload]
    wanted |= {f"CASK_0.{key}": value["message"][0] for key, value in inner.items()}
    return {"common/error-conditions.json": json.dumps(classes, indent=2)}, wanted


def numbered() -> Made:
    texts = {str(number): WORDS.message("%s") for number in range(120)}
    return {"scripts/error-codes/codes.json": json.dumps(texts)}, {f"#{key}": text for key, text in texts.items()}


def sqlstates() -> Made:
    rows, wanted = ["#", "# errcodes.txt", "#", ""], {}
    for group in range(4):
        rows += [f"Section: Class {group:02}", "", "# (class of its own)"]
        for number in range(12):
            code, name = f"{group:02}{number:03}", f"cask_{group}_{number}"
            rows.append(f"{code}    {'W' if group == 0 else 'E'}    ERRCODE_{name.upper():40} {name}")
            wanted[code] = name
    return {"src/backend/errcodes.txt": "\n".join(rows)}, wanted


def return_codes() -> Made:
    lines, wanted, cases = ["#define XFER_VERSION 3", "typedef enum {", "  XFERE_OK = 0,"], {"XFERE_OK": ""}, []
    for number in range(1, 30):
        name, message = f"XFERE_CASK_{number}", WORDS.message("is")
        lines.append(f"  {name},{' ' * 8}/* {number} - {message} */")
        wanted[name] = f"{number} - {message}"
        cases.append(f'  case {name}:\n    return "{message}";\n')
    lines += ["  XFER_LAST /* never use! */", "} XFERcode;", "#define XFERE_OLD XFERE_CASK_1 /* old name */"]
    wanted["XFERE_OLD"] = "old name"
    return {"include/xfer/xfer.h": "\n".join(lines), "lib/strerror.c": "".join(cases)}, wanted


def rpc() -> Made:
    lines, wanted = ['syntax = "proto3";', "package rpc;", "enum Code {"], {}
    for number in range(16):
        first, second = WORDS.message("in"), WORDS.message("of")
        lines += [f"  // {first}", "  //", f"  // HTTP Mapping: {second}", f"  CASK_{number} = {number};", ""]
        wanted[f"CASK_{number}"] = f"{first} HTTP Mapping: {second}"
    return {"google/rpc/code.proto": "\n".join([*lines, "}"])}, wanted


def properties() -> Made:
    lines, wanted = ["#CMVCPATHNAME sample", "#NLS_ENCODING=UNICODE"], {}
    for number in range(30):
        code, message = f"BREWS{number:04}E", WORDS.message()
        lines += [
            f"cask.{number}={code}: {message[:10]}\\\n   {message[10:].lstrip()}",
            f"cask.{number}.explanation=It is so.",
        ]
        wanted[code] = message[:10] + message[10:].lstrip()
    return {"m/a.nlsprops": "\n".join(lines), "m/a_de.nlsprops": "\n".join(lines).replace("no", "kein")}, wanted


def gettext() -> Made:
    entries = ['msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n', 'msgid "unnamed"\nmsgstr ""\n']
    wanted = {}
    for number in range(20):
        message = WORDS.message("%(name)s")
        entries.append(
            f'#: src/a.py:{number}\nmsgctxt "P{number:03}"\nmsgid ""\n"{message[:8]}"\n"{message[8:]}"\nmsgstr ""\n'
        )
        wanted[f"P{number:03}"] = message
    return {"po/program.pot": "\n".join(entries)}, wanted


def java_enum() -> Made:
    lines, wanted = ["package broker;", "public enum Errors {"], {}
    for number in range(30):
        name, message = f"CASK_{'ABCDEFGHIJ'[number % 10]}{'XYZ'[number // 10]}", WORDS.message("is")
        lines.append(f'    {name}({number}, "{message}",\n            CaskException::new),')
        wanted[name] = message
    lines.append('    // OLD(99, "gone", X::new),')
    return {"clients/src/protocol/Errors.java": "\n".join(lines)}, wanted


def call_sites() -> Made:
    calls, wanted = [], {}
    for number in range(40):
        message = WORDS.message("%s")
        split = "\n  " if number % 3 == 0 else " "
        calls.append(f"E('ERR_CASK_{number}',{split}'{message}', TypeError);")
        wanted[f"ERR_CASK_{number}"] = message
    return {"lib/internal/errors.js": "\n".join(calls)}, wanted


def exceptions() -> Made:
    classes, rules, wanted = [], ["def check(): ..."], {}
    for number in range(20):
        message = WORDS.message("{name}")
        classes.append(
            f'class Cask{number}(ToolkitError):\n    """A cask."""\n\n    code = "T{number:03}"\n    message = "{message}"\n'
        )
        rules.append(f'RULE_{number} = Rule("R{number:03}", "error", text="a " f"{{cask.name}} leaks {number}")')
        wanted |= {f"T{number:03}": message, f"R{number:03}": f"a {{name}} leaks {number}"}
    return {"toolkit/errors.py": "\n\n".join(classes), "toolkit/rules.py": "\n".join(rules)}, wanted


def features() -> Made:
    files, wanted = {}, {}
    for number in range(8):
        stages = [{"stage": "alpha", "fromVersion": "1.1"}, {"stage": "beta", "fromVersion": "1.2"}][: 1 + number % 2]
        files[f"gates/cask-{number}.yaml"] = f"---\ntitle: Cask{number}\nstages: {json.dumps(stages)}\n"
        wanted[f"Cask{number}"] = stages[-1]["stage"]
        kind = "wip" if number == 7 else "beta"
        files[f"config/feature_flags/{kind}/tap_{number}.yml"] = (
            f"---\nname: tap_{number}\ntype: {kind}\ngroup: brewing\n"
        )
        if kind != "wip":
            wanted[f"tap_{number}"] = kind
    return files, wanted


def crates() -> Made:
    texts = {f"L{number:03}": WORDS.message("`x`") for number in range(15)}
    tables = [f'[[rule]]\ncode = "{code}"\nsince = 0.{len(code)}\nmessage = "{text}"\n' for code, text in texts.items()]
    return {"rules.toml": "# rules\n" + "\n".join(tables)}, texts


@pytest.mark.parametrize(
    ("name", "make"),
    [
        pytest.param("diagnostics-json", diagnostics, id="messages as keys of JSON"),
        pytest.param("error-classes-json", error_classes, id="classes and subclasses in JSON"),
        pytest.param("numbered-json", numbered, id="numbered messages in JSON"),
        pytest.param("sqlstates-table", sqlstates, id="columns between blanks"),
        pytest.param("return-codes-header", return_codes, id="an enum in C"),
        pytest.param("rpc-proto", rpc, id="an enum in Protocol Buffers"),
        pytest.param("messages-properties", properties, id="properties with the code in the text"),
        pytest.param("catalogue-gettext", gettext, id="gettext"),
        pytest.param("error-enum-java", java_enum, id="an enum in Java"),
        pytest.param("call-sites-js", call_sites, id="calls in JavaScript"),
        pytest.param("exceptions-python", exceptions, id="classes and calls in Python"),
        pytest.param("crates-toml", crates, id="tables in TOML"),
    ],
)
def test_every_error_of_a_lookalike_is_found_with_its_message_and_line(
    tmp_path: Path, name: str, make: Callable[[], Made]
) -> None:
    files, wanted = make()
    write(tmp_path, files)
    declared = read(
        Manifest.parse((MANIFESTS / f"{name}.yaml").read_text("utf-8"), tmp_path / "m.yaml"), FolderTree(tmp_path)
    )
    assert declared.faults == ()
    assert {one.id: one.message for one in declared.declarations} == wanted
    for one in declared.declarations:
        line = files[one.path].split("\n")[one.line - 1]
        tail = one.id.removeprefix("TS").removeprefix("#").rpartition(".")[2]
        assert tail in line, (one.place, line)


def test_features_are_found_with_their_stages(tmp_path: Path) -> None:
    files, wanted = features()
    write(tmp_path, files)
    text = (MANIFESTS / "feature-gates.yaml").read_text("utf-8")
    declared = read(Manifest.parse(text, tmp_path / "m.yaml"), FolderTree(tmp_path))
    assert {one.id: one.stage for one in declared.declarations} == wanted
    assert {one.owner for one in declared.declarations if one.source == "flags"} == {"brewing"}


def test_every_manifest_has_its_lookalike() -> None:
    text = Path(__file__).read_text("utf-8")
    assert [path.stem for path in MANIFESTS.glob("*.yaml") if path.stem not in text] == []
