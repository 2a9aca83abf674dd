"""Each rule of release readiness fires on what it is about, says all of it, and is silent where nothing is wrong."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kbsearch.releases.base import Scope
from kbsearch.releases.baseline import Baseline
from kbsearch.releases.declaration import Declaration
from kbsearch.releases.rules import RULES
from kbsearch.releases.waivers import Waivers
from tests.releases.gate import article, check, emission, error, feature, guide, said

REFUSED, DISK = "remote {host} refused token {token}", "no space is left on volume {volume}"
GREEN = {
    "e4012.md": article("E4012", REFUSED),
    "e4013.md": article("E4013", DISK),
    "rotation.md": guide("token-rotation", "Token rotation"),
}
DECLARED = (error("E4012", REFUSED, line=3), error("E4013", DISK, line=4), feature("token-rotation", "Token rotation"))
AT = "src/errors.json:3"
WAIVER = """\
- id: W-1
  subject: error:E4014
  rule: KBR301
  reason: deferred
  note: the text waits for legal
  owner: ana
  approved_by: li
  created: 2026-11-10
  expires: {release: "4.2.1"}
"""
NEW = error("E4014", "the clock of {host} is late", line=5)


class Case:
    """Articles and declarations that differ from the green ones, and what is said about them."""

    def __init__(
        self,
        *expected: str,
        files: Mapping[str, str] | None = None,
        declared: tuple[Declaration, ...] = DECLARED,
        rest: str = "",
        waivers: str = "",
        **changed: Any,
    ) -> None:
        self.expected = list(expected)
        self.files = {name: text for name, text in (GREEN | dict(files or {})).items() if text}
        self.declared = declared
        self.rest = rest
        self.changed = changed | ({"waivers": Waivers.parse(waivers, "waivers.yaml")} if waivers else {})


def green(**keys: str) -> Mapping[str, str]:
    """The article on E4012 with other keys."""
    return {"e4012.md": article("E4012", REFUSED, keys=keys)}


def rotation(**keys: str) -> Mapping[str, str]:
    """The guide with other keys."""
    return {"rotation.md": guide("token-rotation", "Token rotation", keys=keys)}


def waiver(**changed: str) -> str:
    """The waiver for E4014 with other values; "" takes a key out."""
    lines = dict(line.lstrip("- ").split(": ", 1) for line in WAIVER.splitlines()) | changed
    return "- " + "\n  ".join(f"{key}: {value}" for key, value in lines.items() if value) + "\n"


SHADOW = {
    "shadow.md": article(
        keys={"id": "shadow", "title": "A token is refused at night", "symptoms": "[the token is refused every night]"}
    )
}
NIGHT = green(symptoms="[at night the token is refused]")
MISSED = (
    "its article (1 of 7), the words 'at night the token is refused' for one: it stands at place 2, shadow first, "
    "by the words of its text"
)

FIRES = [
    pytest.param(
        "KBR301",
        Case(f"{AT} KBR301 no article explains the error E4012 (it must reach agrees)", files={"e4012.md": ""}),
        id="an error without an article",
    ),
    pytest.param(
        "KBR301",
        Case(
            f"{AT} KBR301 no article explains the error E4012 (it must reach agrees); articles/e4012.md is archived",
            files=green(confidence="archived"),
        ),
        id="an error whose article is archived",
    ),
    pytest.param(
        "KBR302",
        Case(
            "flags.json:1 KBR302 no guide explains the feature token-rotation (it must reach findable)",
            files={"rotation.md": ""},
        ),
        id="a feature without a guide",
    ),
    pytest.param(
        "KBR303",
        Case(
            f"{AT} KBR303 the article on E4012 is not finished, it is a draft ('confidence: wip')",
            files=green(confidence="wip"),
        ),
        id="a draft",
    ),
    pytest.param(
        "KBR303",
        Case(
            f"{AT} KBR303 the article on E4012 is not finished, it does not state 'audience' and 'fix_by'",
            files=green(audience="", fix_by=""),
        ),
        id="nobody said who may see it and who may apply it",
    ),
    pytest.param(
        "KBR304",
        Case(
            f"{AT} KBR304 the article on E4012 is not reviewed as it stands, nobody has read it but its author",
            files=green(reviewed=""),
        ),
        id="never reviewed",
    ),
    pytest.param(
        "KBR304",
        Case(
            f"{AT} KBR304 the article on E4012 is not reviewed as it stands, "
            "it was changed after li read it on 2026-11-20",
            files=green(reviewed="{by: li, on: 2026-11-20, digest: 00}"),
        ),
        id="changed after the review",
    ),
    pytest.param(
        "KBR304",
        Case(
            f"{AT} KBR304 the article on E4012 is not reviewed as it stands, li read it 394 days ago, 365 are allowed",
            files=green(reviewed="{by: li, on: 2025-10-30}"),
        ),
        id="reviewed long ago",
    ),
    pytest.param(
        "KBR304",
        Case(
            f"{AT} KBR304 the article on E4012 is not reviewed as it stands, "
            "the product has changed the message since li read it on 2026-11-20",
            news={"error:E4012": "reworded"},
            since=date(2026, 11, 20),
        ),
        id="reviewed before the product changed the message",
    ),
    pytest.param(
        "KBR305",
        Case(
            f"{AT} KBR305 searches for E4012 miss {MISSED}",
            files=NIGHT | SHADOW,
            rest="probes: {max_rank: {symptom: 1}}\n",
        ),
        id="another article in front",
    ),
    pytest.param(
        "KBR313",
        Case(
            f"{AT} KBR313 searches for E4012, which is not new, miss {MISSED}",
            files=NIGHT | SHADOW,
            rest="probes: {max_rank: {symptom: 1}}\n",
            scope=Scope.RELEASE,
            baseline=Baseline("baseline.json", exists=True),
        ),
        id="an older error that a new article took the place of",
    ),
    pytest.param(
        "KBR306",
        Case(
            f"{AT} KBR306 the article on E4012 and the product do not say the same: "
            "remote {host} [-denied-] {+refused+} token {token}",
            files={"e4012.md": article("E4012", "remote {host} denied token {token}")},
        ),
        id="another message than the product's",
    ),
    pytest.param(
        "KBR307",
        Case(
            f"{AT} KBR307 the article on E4012 is about the versions '>=2.3,<4', which leaves out 4.2.0",
            files=green(versions='">=2.3,<4"'),
        ),
        id="versions without the release",
    ),
    pytest.param(
        "KBR308",
        Case(
            "kbsearch-release.yaml:1 KBR308 articles/e4015.md:5 explains E4O12, which acme-sync does not declare: "
            "did you mean E4012?",
            files={"e4015.md": article("E4O12", "the token {token} is of yesterday")},
        ),
        id="a code that nobody declares",
    ),
    pytest.param(
        "KBR309",
        Case(
            "kbsearch-release.yaml:1 KBR309 acme-sync no longer declares E4012, and articles/e4012.md is not archived",
            declared=DECLARED[1:],
            gone=DECLARED[:1],
        ),
        id="an error that is no more",
    ),
    pytest.param(
        "KBR310",
        Case(
            f"{AT} KBR310 E4012 is explained by articles/e4012.md and by articles/z.md",
            files={"z.md": article("E4012", REFUSED, keys={"id": "z"})},
        ),
        id="two articles for one code",
    ),
    pytest.param(
        "KBR310",
        Case(
            f"{AT} KBR310 E4012 is explained by articles/e4012.md and by articles/z.md",
            files={"z.md": article("E4012", REFUSED, keys={"id": "z"}).replace("code: E4012, ", "")},
        ),
        id="another article for the message alone",
    ),
    pytest.param(
        "KBR311",
        Case(
            f"{AT} KBR311 the message of E4012 is that of E4016 but for its values, and articles/e4012.md does not "
            "lead to articles/e4016.md",
            "src/errors.json:9 KBR311 the message of E4016 is that of E4012 but for its values, and articles/e4016.md "
            "does not lead to articles/e4012.md",
            files={"e4016.md": article("E4016", "remote %s refused token %s")},
            declared=(*DECLARED, error("E4016", REFUSED, line=9)),
        ),
        id="two errors with one message",
    ),
    pytest.param(
        "KBR312",
        Case(
            "src/main.py:7 KBR312 E4021 stands in the source and is not declared: did you mean E4012?",
            declared=(*DECLARED, emission("E4021", 7), emission("E-4012", 8)),
        ),
        id="a code that the source prints and nobody declares",
    ),
    pytest.param(
        "KBR314",
        Case(
            "flags.json:1 KBR314 nobody owns the feature token-rotation: neither its declaration nor its guide names one",
            files=rotation(owner=""),
        ),
        id="a feature without an owner",
    ),
    pytest.param(
        "KBR315",
        Case(
            "flags.json:1 KBR315 the help desk has not signed off the feature token-rotation, nobody has tried it",
            files=rotation(tried=""),
        ),
        id="a feature that nobody tried",
    ),
    pytest.param(
        "KBR315",
        Case(
            "flags.json:1 KBR315 the help desk has not signed off the feature token-rotation, "
            "only its owner ana has tried it",
            files=rotation(tried="[Ana 2026-11-21]"),
        ),
        id="a feature that only its owner tried",
    ),
    pytest.param(
        "KBR315",
        Case(
            "flags.json:1 KBR315 the help desk has not signed off the feature token-rotation, "
            "it was tried on 2026-11-21, before it was promoted",
            news={"feature:token-rotation": "promoted"},
            since=date(2026, 11, 25),
        ),
        id="a feature that was tried before it was promoted",
    ),
    pytest.param(
        "KBR316",
        Case(
            f"{AT} KBR316 the article on E4012 is not_validated, and error:E4012 wants validated",
            files=green(confidence="not_validated"),
            rest="require: [{kind: error, level: agrees, confidence: validated}, {level: findable}]\n",
        ),
        id="an article less sure than demanded",
    ),
    pytest.param(
        "KBR316",
        Case(
            f"{AT} KBR316 the article on E4012 is for internal eyes, and error:E4012 wants one for customer",
            files=green(audience="internal"),
            rest="require: [{kind: error, level: agrees, seen_by: customer}, {level: findable}]\n",
        ),
        id="an article that customers may not see",
    ),
    pytest.param(
        "KBR320",
        Case(
            "src/errors.json:5 KBR301 no article explains the error E4014 (it must reach agrees)",
            "waivers.yaml:1 KBR320 the waiver W-1 ends on 2026-11-30, before the release ships on 2026-12-01",
            declared=(*DECLARED, NEW),
            waivers=waiver(expires="{date: 2026-11-30}"),
        ),
        id="a waiver that ends before the release ships",
    ),
    pytest.param(
        "KBR320",
        Case(
            "src/errors.json:5 KBR301 no article explains the error E4014 (it must reach agrees)",
            "waivers.yaml:1 KBR320 the waiver W-1 ends with release 4.2.0, and this is release 4.2.0",
            declared=(*DECLARED, NEW),
            waivers=waiver(expires='{release: "4.2.0"}'),
        ),
        id="a waiver that ends with this release",
    ),
    pytest.param(
        "KBR321",
        Case("waivers.yaml:1 KBR321 the waiver W-1 excuses nothing any more", waivers=WAIVER),
        id="a waiver that is needed no longer",
    ),
    pytest.param(
        "KBR322",
        Case(
            "src/errors.json:5 KBR301 no article explains the error E4014 (it must reach agrees)",
            "waivers.yaml:1 KBR322 the waiver W-1 does not count, ana owns it and approved it",
            declared=(*DECLARED, NEW),
            waivers=waiver(approved_by="Ana").replace("Ana", "ana"),
        ),
        id="a waiver that its owner approved",
    ),
    pytest.param(
        "KBR323",
        Case(
            "waivers.yaml:1 KBR323 1 waivers are open, 0 may be",
            declared=(*DECLARED, NEW),
            waivers=WAIVER,
            rest="waivers: {max_open: 0}\n",
        ),
        id="more waivers than agreed on",
    ),
    pytest.param(
        "KBR324",
        Case(
            "baseline.json:1 KBR324 the baseline has KBR301 of error:E4012, which is mended",
            baseline=Baseline("baseline.json", frozenset({("KBR301", "error:E4012")}), exists=True),
        ),
        id="a baseline with what is mended",
    ),
    pytest.param(
        "KBR325",
        Case(
            "waivers.yaml:1 KBR325 the waiver W-1 ends on 2026-12-05, in 7 days",
            declared=(*DECLARED, NEW),
            waivers=waiver(expires="{date: 2026-12-05}"),
        ),
        id="a waiver that ends soon",
    ),
    pytest.param(
        "KBR326",
        Case(
            "src/errors.json:5 KBR301 no article explains the error E4014 (it must reach agrees)",
            "waivers.yaml:1 KBR326 the waiver W-1 does not count, it lasts 142 days, 90 are allowed",
            declared=(*DECLARED, NEW),
            waivers=waiver(expires="{date: 2027-04-01}"),
        ),
        id="a waiver that lasts too long",
    ),
    pytest.param(
        "KBR326",
        Case(
            "src/errors.json:5 KBR301 no article explains the error E4014 (it must reach agrees)",
            "src/errors.json:6 KBR301 no article explains the error E4015 (it must reach agrees)",
            "waivers.yaml:1 KBR326 the waiver W-1 does not count, it excuses 2 subjects, 1 were agreed on",
            declared=(*DECLARED, NEW, error("E4015", line=6)),
            waivers=waiver(subject="error:E401*", max="1"),
        ),
        id="a waiver that excuses more than agreed on",
    ),
]


@pytest.mark.parametrize(("rule", "case"), FIRES)
def test_what_is_wrong_is_said_and_nothing_else(rule: str, case: Case, tmp_path: Path) -> None:
    readiness = check(case.files, case.declared, tmp_path, case.rest, **case.changed)
    open_ones = [one for one in readiness.findings if not one.excused]
    assert said(open_ones) == case.expected
    assert rule in {one.rule for one in open_ones}


ELSEWHERE = {"products": "[acme-vault]"}
SILENT = [
    pytest.param(
        "KBR301",
        Case(rest="require: [{subject: E4012, level: none}, {level: findable}]\n", files={"e4012.md": ""}),
        id="an error that needs no article",
    ),
    pytest.param(
        "KBR301",
        Case(files={"e4012.md": "", "z.md": article("e-4012", REFUSED, keys={"id": "z"})}),
        id="a code in another spelling",
    ),
    pytest.param("KBR302", Case(files=rotation(features="[Token_Rotation]")), id="a feature in another spelling"),
    pytest.param(
        "KBR303",
        Case(files={"e4012.md": article("E4012", REFUSED, body="It stops.\n\n## Workaround\n\nStart it again.\n")}),
        id="sections by other names",
    ),
    pytest.param(
        "KBR304",
        Case(files=green(reviewed="{by: ana, on: 2026-11-20}"), rest="review: {not_author: false}\n"),
        id="a review by the owner where that is allowed",
    ),
    pytest.param("KBR305", Case(files=NIGHT | SHADOW), id="a symptom within the limit"),
    pytest.param(
        "KBR306",
        Case(files={"e4012.md": article("E4012", "Error E4012: Remote %s refused token '<token>'.")}),
        id="the same message with other marks",
    ),
    pytest.param("KBR307", Case(files=green(versions='">=4.2"')), id="versions with the release"),
    pytest.param(
        "KBR308",
        Case(files={"z.md": article("V77", "the vault is shut", keys=ELSEWHERE)}),
        id="a code of another product",
    ),
    pytest.param(
        "KBR309",
        Case(declared=DECLARED[1:], gone=DECLARED[:1], files=green(versions='"<4.2"')),
        id="an error of older versions",
    ),
    pytest.param(
        "KBR310",
        Case(files={"z.md": article("E4012", "the vault is shut", keys=ELSEWHERE)}),
        id="the same code of another product",
    ),
    pytest.param(
        "KBR311",
        Case(
            files={
                "e4012.md": article(
                    "E4012", REFUSED, body="## Issue\n\nNot [that one](e4016.md).\n\n## Resolution\n\nWait.\n"
                ),
                "e4016.md": article("E4016", REFUSED, body="## Issue\n\nNot E4012.\n\n## Resolution\n\nWait.\n"),
            },
            declared=(*DECLARED, error("E4016", REFUSED, line=9)),
        ),
        id="two errors with one message that lead to each other",
    ),
    pytest.param(
        "KBR312", Case(declared=(*DECLARED, emission("E-4012"))), id="a code that is declared in another spelling"
    ),
    pytest.param(
        "KBR313",
        Case(files=NIGHT | SHADOW, scope=Scope.RELEASE, baseline=Baseline("baseline.json", exists=True)),
        id="an older error within the limit",
    ),
    pytest.param(
        "KBR313",
        Case(
            files=NIGHT | SHADOW,
            rest="probes: {max_rank: {symptom: 1}}\n",
            scope=Scope.RELEASE,
            baseline=Baseline("baseline.json", frozenset({("KBR305", "error:E4012")}), exists=True),
        ),
        id="an older error that never was found",
    ),
    pytest.param(
        "KBR314",
        Case(
            files=rotation(owner=""), declared=(*DECLARED[:2], feature("token-rotation", "Token rotation", owner="li"))
        ),
        id="an owner in the declaration",
    ),
    pytest.param(
        "KBR315",
        Case(news={"feature:token-rotation": "promoted"}, since=date(2026, 11, 1)),
        id="tried since it was promoted",
    ),
    pytest.param(
        "KBR316",
        Case(files=green(confidence="not_validated", audience="internal")),
        id="not validated and internal is enough",
    ),
    pytest.param("KBR320", Case(declared=(*DECLARED, NEW), waivers=WAIVER), id="a waiver for the next release"),
    pytest.param(
        "KBR321",
        Case(declared=(*DECLARED, NEW), waivers=waiver(subject="error:E40*", max="3")),
        id="a waiver for several that excuses one",
    ),
    pytest.param(
        "KBR322",
        Case(declared=(*DECLARED, NEW), waivers=WAIVER, rest="review: {approvers: [li]}\n"),
        id="a waiver by an approver",
    ),
    pytest.param(
        "KBR323",
        Case(declared=(*DECLARED, NEW), waivers=WAIVER, rest="waivers: {max_open: 1}\n"),
        id="as many waivers as agreed on",
    ),
    pytest.param(
        "KBR324",
        Case(
            files={"e4012.md": ""},
            baseline=Baseline("baseline.json", frozenset({("KBR301", "error:E4012")}), exists=True),
        ),
        id="what the baseline has",
    ),
    pytest.param(
        "KBR325",
        Case(declared=(*DECLARED, NEW), waivers=waiver(expires="{date: 2027-01-20}")),
        id="a waiver that ends in weeks",
    ),
    pytest.param(
        "KBR326",
        Case(declared=(*DECLARED, NEW), waivers=waiver(expires="{date: 2027-02-08}")),
        id="a waiver that lasts as long as agreed on",
    ),
]


@pytest.mark.parametrize(("rule", "case"), SILENT)
def test_what_is_right_is_not_complained_about(rule: str, case: Case, tmp_path: Path) -> None:
    readiness = check(case.files, case.declared, tmp_path, case.rest, **case.changed)
    assert said(one for one in readiness.findings if not one.excused) == []


def test_every_rule_is_seen_to_fire_and_to_be_silent() -> None:
    assert {param.values[0] for param in FIRES} == set(RULES) == {param.values[0] for param in SILENT}


def test_a_kept_paste_of_a_customer_must_find_the_article_whose_code_names_it(tmp_path: Path) -> None:
    (tmp_path / "pastes").mkdir()
    (tmp_path / "pastes/e-4012.txt").write_text("remote eu1 refused token 7f3a")
    (tmp_path / "pastes/E4012-2.log").write_text("no space is left on volume d4")
    rest = 'probes: {pastes: "pastes/*", max_rank: {paste: 1}}\n'
    readiness = check(GREEN, DECLARED, tmp_path, rest)
    assert [one.asked for one in readiness.standings] == [2, 8, 6]
    assert [outcome.probe.text for outcome in readiness.standings[1].failed] == ["no space is left on volume d4"]
    assert [one.rule for one in readiness.findings] == ["KBR305"]
