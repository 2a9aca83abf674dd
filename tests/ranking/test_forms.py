"""Pastes in every form in which errors reach a support desk: each finds its article first."""

from collections.abc import Iterator

import pytest

from kbsearch import KnowledgeBase
from tests.ranking.brewery import ARTICLES

NOISE = "\n".join(
    f"2026-11-20 08:{n:02}:07 INFO  [kettle-{n}] brew.Step - step {n} of plan ale done" for n in range(60)
)

PASTES = {
    "compiler output": ("recipe-unknown-hop", r"ale\main.rcp(12,5): error BL2011: 'cascde' : undeclared hop variety [C:\b\ale.plan]"),
    "compiler output of the other kind": ("recipe-type", "main.rcp:12:5: error: mismatched quantities: expected litres, found kilos"),
    "a log line": ("cellar-auth", "2026-11-20 08:11:12,345 ERROR [pool-3] brew.Cellar - cellar c2 refused the credentials of ann"),
    "a log line in another order": ("disk-full", "ERROR pool-3 brew.Log 20/Nov/2026:08:11:12 batch log /var/b.log could not grow: no space left"),
    "a system log": ("lock-held", "Nov 20 08:11:12 host brewline[311]: process 4711 already holds /run/brewline.pid"),
    "a JSON log line": ("cellar-cert", '{"ts":"2026-11-20T08:11:12Z","level":"error","msg":"certificate of c2.example.com expired on 2026-11-01"}'),
    "JSON within JSON": ("kettle-offline", '{"level":"error","error":{"code":"BL1001","message":"kettle north did not answer within 30 s"}}'),
    "a prefix of a build server": ("recipe-missing", "##[error]  12>main.rcp(1): fatal error BL2001: cannot open recipe file 'ale.rcp'"),
    "art around a message": ("recipe-type", "\x1b[1;31merror[BL2012]\x1b[0m: mismatched quantities\n  --> main.rcp:3:9\n   |\n3  |  add 5 kilos\n   |      ^^^^^^^ expected litres, found kilos"),
    "a table copied from a window": ("recipe-syntax", "Severity\tCode\tDescription\tPlan\tFile\tLine\nError\tBL2010\tsyntax error: '}'\tAle\tmain.rcp\t44"),
    "a stack trace of Python": ("sensor-null", 'Traceback (most recent call last):\n  File "/srv/brew/run.py", line 3, in <module>\n    read()\nbrew.errors.NullReading: sensor t7 has no reading yet'),
    "a stack trace of Java": ("cellar-timeout", "brew.PlanException: BL3000: brewing plan ale has stopped with 1 errors\n\tat brew.Plan.run(Plan.java:12)\n\t... 3 more\nCaused by: brew.CellarException: BL4003: no reply from cellar c2 after 3 attempts\n\tat brew.Cellar.ask(Cellar.java:9)"),
    "a stack trace of .NET": ("not-registered", "System.Exception: plan failed ---> Brew.ComException (0x80040154): valve driver class not registered\n   at Brew.Valve.Open() in C:\\src\\Valve.cs:line 12\n   --- End of inner exception stack trace ---"),
    "a stack trace of JavaScript": ("plugin-load", "Error: start failed\n    at start (/srv/app/main.js:3:7) {\n  [cause]: Error: failed to load plugin mash: wrong interface\n      at load (/srv/app/plugins.js:8:11)\n}"),
    "a panic of Go": ("panic-index", "panic: runtime error: tank number 9 out of bounds: there are 8 tanks\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/brew/main.go:12 +0x1d"),
    "a panic of Rust": ("assertion", "thread 'main' panicked at src/valve.rs:12:9:\nassertion failed: valve 3 is open and closed\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"),
    "PowerShell": ("script-policy", "C:\\brew\\run.ps1 cannot be loaded because brewing scripts are\ndisabled on this system.\nAt line:1 char:1\n+ .\\run.ps1\n+ ~~~~~~~~~\n    + CategoryInfo          : SecurityError: (:) []"),
    "an SMTP reply": ("mail-unknown", "550 5.1.10 REPORT.ADR.NotFound; recipient brewer@example.com not found"),
    "another SMTP reply": ("mail-size", "552-5.3.4 Your report exceeds the size\n552 5.3.4 that the relay takes"),
    "an HRESULT": ("denied", "Brewline setup failed: HRESULT=0x80070005"),
    "an HRESULT as a signed number": ("denied", "Installer exited with code -2147024891."),
    "a database code": ("db-table", "java.sql.SQLException: ORA-00942: table or view does not exist\nORA-06512: at line 3"),
    "an SQL state": ("db-unique", 'ERROR: duplicate batch number violates "batch_pk" (SQLSTATE 23505)'),
    "a constant for a code": ("plugin-load", "code: 'ERR_PLUGIN_LOAD',"),
    "wrapped by a mail client": ("kettle-hot", "> 08:11 error BL1002: kettle south is at 104 degrees, above its\n> limit of 101\n>\n> Regards\n> Ann"),
    "wrapped inside quotes": ("include-missing", "error: Cannot open included\nrecipe: 'hops/\ncascade.rcp'"),
    "smart quotes": ("recipe-unknown-hop", "error: ‘cascde’ : undeclared hop variety"),
    "full-width punctuation": ("recipe-missing", "ＢＬ２００１：cannot open recipe file「ale.rcp」"),
    "blanks that do not break": ("cellar-auth", "cellar\u00a0c2\u00a0refused\u00a0the\u00a0credentials\u00a0of\u00a0ann"),
    "localized text around a code": ("recipe-missing", "main.rcp(1): schwerwiegender Fehler BL2001: Rezeptdatei \"ale.rcp\" kann nicht geöffnet werden."),
    "text of another script around a code": ("recipe-syntax", "main.rcp(44): エラー BL2010: 構文エラー: '}'"),
    "retyped by hand": ("cellar-timeout", "no replay form cellar c2 after 3 atempts"),
    "without its code": ("kettle-hot", "kettle south is at 104 degrees, above its limit of 101"),
    "a message that reads much like another": ("include-missing", "Cannot open included recipe: 'ale.rcp'"),
    "a warning before an error": ("recipe-syntax", "a.rcp(1): warning BL2901: 'gill': was declared deprecated in recipe format 3\na.rcp(2): error BL2010: syntax error: ';'"),
    "what follows from an error": ("recipe-missing", "a.rcp(1): error BL2001: cannot open recipe file 'x.rcp'\na.rcp(2): error BL2011: 'x' : undeclared hop variety\nbrewing plan ale has stopped with 2 errors"),
    "the last line of a long log": ("disk-full", f"{NOISE}\nbatch log /var/b.log could not grow: no space left"),
    "amid a long log": ("kettle-offline", f"{NOISE}\nE BL1001 kettle north did not answer within 30 s\n{NOISE.replace('07 INFO', '08 INFO')}"),
    "wrapped inside a word": ("recipe-missing", "main.rcp(1): fatal error BL2001: cannot open rec\nipe file 'ale.rcp'"),
    "wrapped inside a word, without a code": ("kettle-hot", "kettle south is at 104 degrees, abo\nve its limit of 101"),
    "an HTTP status line": ("page-gone", "HTTP/1.1 410 Gone\nServer: brewline"),
    "an HTTP status in a sentence": ("page-gone", "GET /plans/7 failed: HTTP 410"),
    "a stop code with its parameters": ("boot-device", "*** STOP: 0x0000007B (0xF78D2524,0xC0000034,0x00000000,0x00000000)"),
    "a stop code cut short": ("boot-device", "Stop code: 0x7B"),
    "a command prompt": ("denied", "C:\\> brew install\nSystem error 0x80070005 has occurred.\n\nAccess to the recipe store is denied."),
    "a suppressed exception": ("cellar-auth", "brew.PlanException: BL3000: brewing plan ale has stopped with 1 errors\n\tat a.B.c(B.java:1)\n\tSuppressed: brew.LogException: BL5001: batch log /v could not grow: no space left\n\t\tat a.B.d(B.java:3)\nCaused by: brew.AuthException: cellar c2 refused the credentials of ann"),
    "a wrapper whose cause nobody explains": ("plan-stopped", "brew.PlanException: brewing plan ale has stopped with 1 errors\nCaused by: java.io.IOException: broken pipe"),
    "keys and values": ("cellar-auth", 'time=2026-11-20T08:11:12Z level=error msg="cellar c2 refused the credentials of ann" app=brew'),
    "the log of a container": ("lock-held", "E1120 08:11:12.000000   1 main.go:12] process 4711 already holds /run/b.pid"),
    "XML": ("cellar-auth", "<error><message>cellar c2 refused the credentials of ann</message></error>"),
    "HTML with entities": ("recipe-unknown-hop", "<b>error:</b> &#39;cascde&#39; : undeclared hop variety"),
    "JSON over several lines": ("cellar-auth", '{\n  "error": {\n    "code": 17,\n    "message": "cellar c2 refused the credentials of ann"\n  }\n}'),
    "JSON inside a text of JSON": ("cellar-auth", '{"log":"{\\"level\\":\\"error\\",\\"msg\\":\\"cellar c2 refused the credentials of ann\\"}\\n"}'),
    "Markdown": ("cellar-auth", "**Error:** `cellar c2 refused the credentials of ann`"),
    "a quoted mail that is wrapped": ("kettle-hot", "On Monday Ann wrote:\n> kettle south is at 104 degrees,\n> above its limit of 101"),
    "a mistyped code beside the right words": ("recipe-unknown-hop", "main.rcp(3): error BL2010: 'cascde' : undeclared hop variety"),
    "a code in an address": ("disk-full", "see https://brew.example/errors/BL5001 for help"),
    "a question about a code": ("disk-full", "what does bl5001 mean?"),
    "a code with a hyphen in an address": ("db-table", "see https://docs.example.com/help/ORA-00942/"),
    "chained exceptions of Python": (
        "cellar-auth",
        'Traceback (most recent call last):\n  File "a.py", line 3, in a\nbrew.Refused: cellar c2 refused the credentials of ann\n\n'
        "During handling of the above exception, another exception occurred:\n\n"
        'Traceback (most recent call last):\n  File "a.py", line 9, in b\nbrew.Stopped: brewing plan ale has stopped with 1 errors',
    ),
    "a symptom in plain words": ("foam", "beer is foaming over the rim when I open the tap"),
    "a question in plain words": ("label-print", "how can I choose the paper for bottle labels?"),
}  # fmt: skip
"""The expected article and the paste, by the form that the paste has."""

BEYOND = {
    "read by a scanner": (
        "recipe-unknown-hop",
        "errOr BL20ll: 'cascde' : undec1ared h0p variety",
        "digits and letters that look alike are told apart",
    ),
    "a code with a hyphen behind another": (
        "db-table",
        "job db-ORA-00942 failed",
        "a run of characters is cut at all its separators or at none",
    ),
}
"""What is not yet found first: the expected article, the paste, and why."""


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    root = tmp_path_factory.mktemp("brewery")
    (root / "articles").mkdir()
    for id, text in ARTICLES.items():
        (root / "articles" / f"{id}.md").write_text(text, encoding="utf-8")
    with KnowledgeBase.open(root) as kb:
        assert not kb.index().findings
        yield kb


@pytest.mark.parametrize(("expected", "paste"), [pytest.param(*row, id=form) for form, row in PASTES.items()])
def test_a_paste_of_this_form_finds_its_article_first(kb: KnowledgeBase, expected: str, paste: str) -> None:
    assert [hit.article.id for hit in kb.search(paste).hits][:1] == [expected]


@pytest.mark.parametrize(
    ("expected", "paste"),
    [
        pytest.param(id, paste, id=form, marks=pytest.mark.xfail(strict=True, reason=reason))
        for form, (id, paste, reason) in BEYOND.items()
    ],
)
def test_a_paste_of_this_form_should_find_its_article_first(kb: KnowledgeBase, expected: str, paste: str) -> None:
    assert [hit.article.id for hit in kb.search(paste).hits][:1] == [expected]


@pytest.mark.parametrize("id", [id for id, text in ARTICLES.items() if "errors:" in text])
def test_every_article_is_found_by_its_own_message_and_by_its_own_code(kb: KnowledgeBase, id: str) -> None:
    (entry,) = kb.article(id).errors
    for text in (entry.code, entry.message):
        if text:
            assert kb.search(f"error: {text}").hits[0].article.id == id


def test_every_article_is_expected_by_a_paste_or_stands_in_the_way_of_one() -> None:
    assert set(ARTICLES) - {id for id, _ in PASTES.values()} == {"recipe-old"}
