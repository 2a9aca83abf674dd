"""What an answer says beside its first article: other errors, others that mention a code, and what it does not know."""

import pytest

from kbsearch import KnowledgeBase
from tests.ranking.pastes import NOISE, PASTES


@pytest.mark.parametrize(
    ("paste", "errors"),
    [
        pytest.param(
            "a.rcp(1): error BL2010: syntax error: ';'\na.rcp(9): error BL2011: 'x' : undeclared hop variety",
            [(1, "recipe-syntax"), (2, "recipe-unknown-hop")],
            id="two errors of a build",
        ),
        pytest.param(
            "a.rcp(1): warning BL2901: 'gill': was declared deprecated in recipe format 3\n"
            "a.rcp(9): error BL2011: 'x' : undeclared hop variety",
            [(2, "recipe-unknown-hop"), (1, "recipe-old")],
            id="an error before a warning",
        ),
        pytest.param(
            f"08:11:12 ERROR batch log /v could not grow: no space left\n{NOISE}\n"
            "08:59:14 ERROR cellar c2 refused the credentials of ann",
            [(1, "disk-full"), (62, "cellar-auth")],
            id="two errors far apart",
        ),
        pytest.param(
            "brew.PlanException: BL3000: brewing plan ale has stopped with 1 errors\n\tat a.B.c(B.java:1)\n"
            "Caused by: brew.CellarException: BL4003: no reply from cellar c2 after 3 attempts",
            [(3, "cellar-timeout"), (1, "plan-stopped")],
            id="a cause before what wraps it",
        ),
        pytest.param(
            "ERROR kettle north did not answer within 30 s\nERROR kettle south did not answer within 30 s",
            [(1, "kettle-offline")],
            id="the same error twice",
        ),
    ],
)
def test_each_error_of_a_paste_has_its_own_answer_the_one_that_matters_first(
    kb: KnowledgeBase, paste: str, errors: list[tuple[int, str]]
) -> None:
    groups = kb.search(paste).groups
    assert [(group.line, group.hits[0].article.id) for group in groups][: len(errors)] == errors


def test_an_article_that_only_mentions_a_code_comes_after_the_one_that_declares_it(kb: KnowledgeBase) -> None:
    assert [hit.article.id for hit in kb.search("BL5001").hits][:2] == ["disk-full", "rotation"]


@pytest.mark.parametrize(
    ("paste", "said"),
    [
        pytest.param("error BL5003: it broke", "BL5003 is not documented", id="in a build"),
        pytest.param("What is bl5009?", "bl5009 is not documented", id="in a question"),
        pytest.param("ORA-00943: nothing known", "ORA-00943 is not documented", id="with a hyphen"),
        pytest.param("job db-ORA-00943 failed", "ORA-00943 is not documented", id="behind a word"),
    ],
)
def test_a_code_that_no_article_declares_is_said_once_and_never_replaced(
    kb: KnowledgeBase, paste: str, said: str
) -> None:
    results = kb.search(paste)
    assert [note.partition(";")[0] for note in results.notes] == [said]
    assert not results.confident


@pytest.mark.parametrize("form", ["text: read by a scanner", "code: a code with a hyphen behind another"])
def test_a_code_that_was_found_in_another_dress_is_not_said_to_be_undocumented(kb: KnowledgeBase, form: str) -> None:
    assert kb.search(PASTES[form][1]).notes == ()


@pytest.mark.parametrize(
    "paste",
    [
        pytest.param("error TX4711: the valve of the other maker is stuck", id="another tool's error"),
        pytest.param("npm ERR! code ERESOLVE\nnpm ERR! unable to resolve dependency tree", id="another tool's log"),
        pytest.param(
            "Traceback (most recent call last):\n  File \"a.py\", line 3, in <module>\nKeyError: 'ale'",
            id="a stack trace",
        ),
        pytest.param(NOISE, id="a log without an error"),
        pytest.param('{"level":"error","msg":"upstream prematurely closed connection"}', id="JSON"),
        pytest.param("HTTP/1.1 502 Bad Gateway", id="another HTTP status"),
        pytest.param("exit code 1", id="a code that says nothing"),
        pytest.param("Failed uploading: exit status 41", id="a number that only in hexadecimal is a code"),
        pytest.param(
            "C:\\Program Files (x7B)\\brew.exe is not there", id="a name that looks like a hexadecimal number"
        ),
        pytest.param('{"level":"info","startLineNumber":410,"file":"a.rcp"}', id="a line number"),
        pytest.param("how do I change the colour of the start page?", id="a question"),
        pytest.param("Hello, can you help me? It does not work any more. Thanks, Ann", id="a mail that says nothing"),
    ],
)
def test_what_no_article_answers_is_not_answered_with_confidence(kb: KnowledgeBase, paste: str) -> None:
    assert not kb.search(paste).confident
