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
    "a symptom in plain words": ("foam", "beer is foaming over the rim when I open the tap"),
    "a question in plain words": ("label-print", "how can I choose the paper for bottle labels?"),
}  # fmt: skip
"""The expected article and the paste, by the form that the paste has."""


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


@pytest.mark.parametrize("id", [id for id, text in ARTICLES.items() if "errors:" in text])
def test_every_article_is_found_by_its_own_message_and_by_its_own_code(kb: KnowledgeBase, id: str) -> None:
    (entry,) = kb.article(id).errors
    for text in (entry.code, entry.message):
        if text:
            assert kb.search(f"error: {text}").hits[0].article.id == id


def test_every_article_is_expected_by_a_paste_or_stands_in_the_way_of_one() -> None:
    assert set(ARTICLES) - {id for id, _ in PASTES.values()} == {"plan-stopped", "recipe-old"}
