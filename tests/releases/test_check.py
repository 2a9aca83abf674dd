"""A product with 200 declarations in four kinds of catalogues and two releases behind it, and every fault there is."""

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import CliRunner

from kbsearch.cli import cli
from kbsearch.releases.reports import FORMATS
from kbsearch.releases.rules import RULES
from tests.releases.conftest import git, write
from tests.releases.gate import article, guide

VERBS = ("open", "close", "read", "copy", "move", "lock", "sign", "merge", "index", "trim")
NOUNS = (
    "ledger", "mailbox", "snapshot", "volume", "socket", "wallet", "journal", "channel", "schedule", "printer",
    "gateway", "pipeline", "cluster", "balance", "invoice", "calendar", "sandbox", "turbine", "antenna", "library",
)  # fmt: skip
MANIFEST = """\
version: 1
product: acme-sync
kb: {path: kb}
release: {version: "3.0.0", date: 2026-12-01, base: {tag: "v*"}}
sources:
  - {id: json, reader: json, files: src/errors.json, map: {each: "$[*]", code: code, message: message}}
  - {id: yaml, reader: yaml, files: src/errors.yaml, map: {each: "$[*]", code: code, message: message}}
  - {id: properties, reader: properties, files: src/*.properties}
  - {id: python, reader: regex, files: src/*.py, pattern: '^(?P<code>E\\d{4}) = "(?P<message>.*)"$'}
  - {id: emitted, kind: emission, reader: regex, files: src/log.txt, pattern: '(?P<code>E\\d{4})'}
  - {id: features, kind: feature, reader: json, files: src/flags.json, map: {each: "$[*]", id: id, title: title, stage: stage}}
require:
  - {kind: error, subject: E1170, level: agrees, confidence: validated}
  - {kind: error, level: agrees}
  - {kind: feature, level: agrees}
waivers: {max_open: 4}
"""
WAIVERS = """\
- {id: W-1, subject: "error:E1160", rule: KBR301, reason: deferred, note: legal, owner: ana, approved_by: li, created: 2026-11-01, expires: {release: "3.1.0"}}
- {id: W-2, subject: "error:E1161", rule: KBR301, reason: deferred, note: legal, owner: ana, approved_by: li, created: 2026-11-01, expires: {date: 2026-11-29}}
- {id: W-3, subject: "error:E1162", rule: KBR301, reason: deferred, note: legal, owner: ana, approved_by: ana, created: 2026-11-01, expires: {release: "3.1.0"}}
- {id: W-4, subject: "error:E1000", rule: KBR301, reason: withdrawn, note: legal, owner: ana, approved_by: li, created: 2026-11-01, expires: {release: "3.1.0"}}
- {id: W-5, subject: "error:E1163", rule: KBR301, reason: deferred, note: legal, owner: ana, approved_by: li, created: 2026-11-01, expires: {date: 2026-12-05}}
- {id: W-6, subject: "error:E1164", rule: KBR301, reason: deferred, note: legal, owner: ana, approved_by: li, created: 2026-11-01, expires: {date: 2027-06-01}}
"""
TODAY = ("--today", "2026-11-28")


def code(n: int) -> str:
    return f"E{1000 + n}"


def message(n: int) -> str:
    """The message of an error; those in `ALIKE` have the same."""
    n = ALIKE[0] if n in ALIKE else n
    return f"cannot {VERBS[n % 10]} {NOUNS[n // 10]} {{name}} for {{user}}"


def catalogues(numbers: range) -> dict[str, str]:
    """These errors, by turns in four kinds of catalogues."""
    quarter = [[n for n in numbers if n % 4 == kind] for kind in range(4)]
    rows = [{"code": code(n), "message": message(n)} for n in quarter[0]]
    return {
        "src/errors.json": json.dumps(rows, indent=1),
        "src/errors.yaml": "".join(f'- code: {code(n)}\n  message: "{message(n)}"\n' for n in quarter[1]),
        "src/errors.properties": "".join(f"{code(n)}={message(n)}\n" for n in quarter[2]),
        "src/errors.py": "".join(f'{code(n)} = "{message(n)}"\n' for n in quarter[3]),
    }


FLAGS = [
    {"id": "night-copies", "title": "Night copies", "stage": "ga"},
    {"id": "cold-storage", "title": "Cold storage", "stage": "ga"},
    {"id": "fast-lane", "title": "Fast lane", "stage": "ga"},
    {"id": "dark-mode", "title": "Dark mode", "stage": "ga"},
]
ALIKE = (173, 177)  # both in one kind of catalogue
GONE = 5
OLD, NEW = 3, 171  # symptoms that others are found for
LATE = "copies stop every night at two"


def articles() -> dict[str, str]:
    """An article for each of the first 200 errors, so as the faults want it, and the guides."""
    found = {f"{code(n).lower()}.md": article(code(n), message(n)) for n in range(200)}

    def other(n: int, text: str = "", **keys: str) -> None:
        found[f"{code(n).lower()}.md"] = article(code(n), text or message(n), keys=keys)

    for n in (*range(160, 165), 165):
        del found[f"{code(n).lower()}.md"]
    other(166, confidence="wip")
    other(167, reviewed="")
    other(168, message(168).replace(" for ", " of "))
    other(169, versions='"<3"')
    other(170, confidence="not_validated")
    other(OLD, symptoms=f"[{LATE}]")
    other(NEW, symptoms=f"[{LATE} sharp]")
    for n, how in enumerate(("all", "the", "new", "big")):
        said = f"[{how} {LATE}, {how} {LATE} sharp]"
        found[f"night{n}.md"] = article(keys={"id": f"night{n}", "title": f"{how} {LATE} sharp", "symptoms": said})
    found["e9999.md"] = article("E9999", "the moon is in the way of {satellite}")
    found["twin.md"] = article(code(172), message(172), keys={"id": "twin"})
    found["night-copies.md"] = guide("night-copies", "Night copies")
    found["cold-storage.md"] = guide("cold-storage", "Cold storage", keys={"owner": ""})
    found["fast-lane.md"] = guide("fast-lane", "Fast lane", keys={"tried": ""})
    return found


ALL = {
    ("KBR301", "error:E1161"), ("KBR301", "error:E1162"), ("KBR301", "error:E1164"), ("KBR301", "error:E1165"),
    ("KBR302", "feature:dark-mode"),
    ("KBR303", "error:E1166"), ("KBR304", "error:E1167"),
    ("KBR305", "error:E1003"), ("KBR305", "error:E1171"),
    ("KBR306", "error:E1168"), ("KBR307", "error:E1169"), ("KBR308", "error:E9999"), ("KBR309", "error:E1005"),
    ("KBR310", "error:E1172"), ("KBR311", "error:E1173"), ("KBR311", "error:E1177"), ("KBR312", "emission:E1777"),
    ("KBR314", "feature:cold-storage"), ("KBR315", "feature:fast-lane"), ("KBR316", "error:E1170"),
    ("KBR320", "waiver:W-2"), ("KBR321", "waiver:W-4"), ("KBR322", "waiver:W-3"), ("KBR323", "waivers"),
    ("KBR324", "baseline:KBR301:error:E1001"), ("KBR325", "waiver:W-5"), ("KBR326", "waiver:W-6"),
}  # fmt: skip
"""What is wrong, as pairs of rule and subject."""

RELEASE = ALL - {("KBR305", "error:E1003"), ("KBR324", "baseline:KBR301:error:E1001")} | {("KBR313", "error:E1003")}
"""The same for what the release brings: an older error is told apart, and the baseline is not gone through."""

EXCUSED = {("KBR301", "error:E1160"), ("KBR301", "error:E1163")}


def product(root: Path) -> None:
    """A repository with two releases, the knowledge base in it, and what the third one brings."""
    first = {**catalogues(range(120)), "src/flags.json": "[]", "src/log.txt": "E1000 E1001\n"}
    write(root, {"kbsearch-release.yaml": MANIFEST, "kb/kbsearch.toml": "", **first})
    git(root, "init", "-q")
    for tag, brought in (
        ("v1.0.0", {}),
        ("v2.0.0", {**catalogues(range(150)), "src/flags.json": json.dumps(FLAGS[:1], indent=1)}),
        ("", {**catalogues(range(200)), "src/flags.json": json.dumps(FLAGS, indent=1), "src/log.txt": "E1000 E1777\n"}),
    ):
        write(root, brought)
        if not tag:
            python = (root / "src/errors.yaml").read_text("utf-8")
            gone = f'- code: {code(GONE)}\n  message: "{message(GONE)}"\n'
            assert gone in python
            write(root, {"src/errors.yaml": python.replace(gone, ""), "kbsearch-waivers.yaml": WAIVERS})
            write(root, {f"kb/articles/{name}": text for name, text in articles().items()})
            write(root, {"kbsearch-baseline.json": '{"version": 1, "findings": [["KBR301", "error:E1001"]]}'})
        git(root, "add", "-A")
        git(root, "commit", "-qm", tag or "what the third release brings")
        if tag:
            git(root, "tag", tag)


@dataclass(frozen=True)
class Checked:
    """What a check wrote, by the form of the report, and the status it ended with."""

    status: int
    reports: dict[str, bytes]


def checked(root: Path, folder: Path, *words: str) -> Checked:
    outputs = [word for form in FORMATS for word in ("--output", f"{form}:{folder / form}")]
    manifest = ("--manifest", str(root / "kbsearch-release.yaml"))
    ran = CliRunner().invoke(cli, ["release", "check", *manifest, *TODAY, *words, *outputs], catch_exceptions=False)
    assert ran.exit_code in (0, 1), ran.output
    return Checked(ran.exit_code, {form: (folder / form).read_bytes() for form in FORMATS})


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("product")
    product(made)
    return made


@pytest.fixture(scope="module")
def everything(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    return checked(root, tmp_path_factory.mktemp("all"), "--scope", "all")


def pairs(findings: list[dict[str, str]]) -> Counter[tuple[str, str]]:
    return Counter((one["rule"], one["subject"]) for one in findings)


def test_every_fault_is_found_once_and_nothing_else(everything: Checked) -> None:
    found = json.loads(everything.reports["json"])
    assert len(found["declarations"]) == 203
    assert pairs(found["findings"]) == Counter(ALL | EXCUSED)
    assert {one["subject"] for one in found["findings"] if one["waived"]} == {subject for _, subject in EXCUSED}
    assert {rule for rule, _ in ALL} == set(RULES) - {"KBR313"}
    assert (everything.status, found["blocked"]) == (1, True)


def test_what_the_release_brings_is_told_from_what_was_there(root: Path, tmp_path: Path) -> None:
    found = json.loads(checked(root, tmp_path, "--scope", "release").reports["json"])
    assert pairs(found["findings"]) == Counter(RELEASE | EXCUSED)
    assert (found["base"], found["removed"]) == ("v2.0.0", ["error:E1005"])
    assert sum(one["checked"] for one in found["declarations"]) == 53


def test_the_same_files_and_the_same_day_give_the_same_bytes(root: Path, everything: Checked, tmp_path: Path) -> None:
    again = checked(root, tmp_path / "again", "--scope", "all")
    assert again.reports == everything.reports
    anew = checked(root, tmp_path / "anew", "--scope", "all", "--no-cache")
    assert anew.reports == everything.reports


def open_ones(everything: Checked) -> list[dict[str, str]]:
    return [one for one in json.loads(everything.reports["json"])["findings"] if not one["waived"] and not one["known"]]


def test_the_text_names_each_finding_under_its_owner_with_the_step_that_mends_it(everything: Checked) -> None:
    text = everything.reports["text"].decode()
    assert text.splitlines()[0].startswith("acme-sync 3.0.0, scope all, v2.0.0..")
    assert (
        "checked 199 errors, 4 features from 6 sources; 53 added, 1 removed; 203 held to what they must reach" in text
    )
    lines = re.findall(r"^  (\S+):(\d+) (KBR\d+) (.*)$", text, re.MULTILINE)
    findings = json.loads(everything.reports["json"])["findings"]
    said = Counter((one["path"], str(one["line"]), one["rule"]) for one in findings)
    assert Counter(line[:3] for line in lines) == said
    assert text.count("to mend it: ") == len(open_ones(everything))
    assert [
        line for line in text.splitlines() if line and not line.startswith((" ", "acme", "checked", "reached"))
    ] == [
        "ana",
        "nobody named",
        "23 blocking, 2 waived, 4 warnings",
    ]


def test_sarif_is_valid_and_every_result_stands_somewhere(everything: Checked) -> None:
    log = json.loads(everything.reports["sarif"])
    jsonschema_rs.validate(SARIF, log)
    results = log["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == [one["rule"] for one in open_ones(everything)]
    prints = [one["partialFingerprints"]["primaryLocationLineHash"] for one in results]
    assert len(set(prints)) == len(prints)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in results] == [one["ruleId"] for one in results]


def test_junit_has_a_case_for_each_declaration_and_one_for_whatever_else_is_wrong(everything: Checked) -> None:
    suite = ET.fromstring(everything.reports["junit"]).find("testsuite")
    assert suite is not None
    about_others = {subject for _, subject in ALL if not subject.startswith(("error:E1", "feature:"))} | {"error:E1005"}
    assert suite.get("tests") == str(203 + len(about_others)) == str(len(suite.findall("testcase")))
    severities = {(one["rule"], one["subject"]): one["severity"] for one in open_ones(everything)}
    failing = {subject for (_, subject), severity in severities.items() if severity == "error"}
    failed = {f"{one.get('classname')}:{one.get('name')}" for one in suite if one.find("failure") is not None}
    assert failed == failing - {"waivers"} | {"waivers:waivers"}
    skipped = {f"{one.get('classname')}:{one.get('name')}" for one in suite if one.find("skipped") is not None}
    assert skipped == {subject for _, subject in EXCUSED}


def test_github_gets_no_more_annotations_than_it_keeps(everything: Checked) -> None:
    lines = everything.reports["github"].decode().splitlines()
    assert Counter(line.split(" ", 1)[0].strip(":") for line in lines) == {"error": 10, "warning": 4, "notice": 1}
    assert lines[9] == "::error title=kbsearch::14 more errors, all of them in the summary"
    assert re.fullmatch(r"::error file=[^,:]+,line=\d+,title=KBR3\d\d [^,:]+(%3A[^,:]+)*::.+", lines[0])


def test_gitlab_gets_what_is_open_with_a_fingerprint_each(everything: Checked) -> None:
    issues = json.loads(everything.reports["gitlab"])
    assert [(one["check_name"], one["location"]["path"]) for one in issues] == [
        (one["rule"], one["path"]) for one in open_ones(everything)
    ]
    assert len({one["fingerprint"] for one in issues}) == len(issues)
    assert {one["severity"] for one in issues} == {"blocker", "minor"}


def test_markdown_and_html_show_every_finding(everything: Checked) -> None:
    findings = Counter(one["rule"] for one in json.loads(everything.reports["json"])["findings"])
    rows = re.findall(r"^\| [^|]+ \| (KBR\d+) \|", everything.reports["markdown"].decode(), re.MULTILINE)
    assert Counter(rows) == findings
    page = everything.reports["html"].decode()
    assert Counter(re.findall(r'<span class="rule">(KBR\d+)</span>', page)) == findings
    assert not re.search(r"<script|<link|src=|https?:", page)


TEXT = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string"}},
}
LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "additionalProperties": False,
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "additionalProperties": False,
                    "properties": {"uri": {"type": "string", "format": "uri-reference", "pattern": "^[^/]"}},
                },
                "region": {
                    "type": "object",
                    "required": ["startLine"],
                    "additionalProperties": False,
                    "properties": {"startLine": {"type": "integer", "minimum": 1}},
                },
            },
        }
    },
}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
SARIF = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id", "shortDescription", "fullDescription", "help"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "name": {"type": "string"},
                                                "shortDescription": TEXT,
                                                "fullDescription": TEXT,
                                                "help": TEXT,
                                                "defaultConfiguration": {
                                                    "type": "object",
                                                    "additionalProperties": False,
                                                    "properties": {"level": LEVEL},
                                                },
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "automationDetails": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {"id": {"type": "string"}},
                    },
                    "properties": {"type": "object"},
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message", "ruleId", "locations", "partialFingerprints"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": LEVEL,
                                "message": TEXT,
                                "locations": {"type": "array", "minItems": 1, "items": LOCATION},
                                "partialFingerprints": {
                                    "type": "object",
                                    "additionalProperties": {"type": "string"},
                                },
                                "properties": {"type": "object"},
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What SARIF 2.1.0 says of the objects that are written here, as its schema has them: no other key is allowed.

GitHub wants more than the schema: a location for every result, and texts for every rule.
"""
