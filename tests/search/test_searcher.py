from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbsearch import KnowledgeBase
from kbsearch.errors import PasteEmpty, PasteTooLarge
from kbsearch.search.results import Hit, Results, Tier

SETTINGS = """\
[defaults]
audience = "public"

[fields]
codes_in = ["table"]
messages_in = ["table"]
code_shapes = ["E-\\\\d{4}"]
code_columns = ["code"]
message_columns = ["message"]
"""


def article(message: str = "", code: str = "", title: str = "", body: str = "It went wrong.", **keys: str) -> str:
    """An article with one error entry or none, and any further front matter."""
    entry = [*([f"code: '{code}'"] if code else []), *([f'message: "{message}"'] if message else [])]
    errors = f"errors:\n  - {{{', '.join(entry)}}}\n" if entry else ""
    more = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return (
        f'---\ntitle: "{title or code or message}"\n{errors}{more}---\n## Issue\n\n{body}\n\n'
        "## Resolution\n\nMend it.\n"
    )


COLOURS = ("red", "green", "blue", "pink", "grey", "cyan", "gold", "teal", "plum")

ARTICLES = {
    "token": article("remote {host} refused the token of {user}", "E-4012", "Token refused"),
    "journal": article("no space left for the journal in {path}", "E-4013", "Journal full"),
    "schema": article("schema version {number} is newer than this program", "E-4020", "Schema too new"),
    "lock": article("another instance holds the lock {path}", "E-4021", "Locked"),
    "wrapper": article("the run of job {name} has failed", "E-4900", "A job failed"),
    "old-key": article("key {name} is deprecated and will go away", "E-4500", "Deprecated key"),
    "denied": article("access is denied", "0x80070005", "Access denied"),
    "mailbox": article("recipient not found by address lookup", "5.1.10", "Unknown recipient"),
    "library": article("cannot open file 'file'", "E-1104", "A library is missing"),
    "include": article("Cannot open include file: 'file'", "E-1083", "A header is missing"),
    "bell": article(title="The bell does not ring", symptoms="['nothing is heard when a visitor arrives']"),
    "guide": article(title="Set up a mirror", body="A mirror keeps a second copy of every repository."),
    "retired": article("the spooler gave up", "E-4700", "Old spooler", confidence="archived"),
    "staff": article("the vault is sealed by the operator", "E-4800", "Vault", audience="internal"),
    "windows": article("the printer queue is paused", "E-4600", "Queue on Windows", products="[Acme Sync]", versions="'>=2,<3'"),
    "linux": article("the printer queue is paused", "E-4601", "Queue on Linux", products="[acme-relay]", versions="'>=3'"),
    "relays": "---\ntitle: Codes of relays\n---\n| Code | Message |\n|---|---|\n"
    + "".join(f"| E-50{n:02} | {colour} relay is stuck |\n" for n, colour in enumerate(COLOURS)),
    "list": "---\ntitle: All codes\n---\n| Code | Message |\n|---|---|\n"
    "| [E-4012](token.md) | the far end would not take our credentials |\n"
    "| [E-4800](staff.md) | secrets cannot be handed out while closed |\n"
    "| [E-4600](windows.md) | nothing comes out because somebody pressed pause |\n"
    "| [E-4700](retired.md) | a spool ran dry |\n"
    "| E-4999 | nobody knows what happened here |\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    root: Path = tmp_path_factory.mktemp("kb")
    (root / "articles").mkdir()
    (root / "kbsearch.toml").write_text(SETTINGS)
    for id, text in ARTICLES.items():
        (root / "articles" / f"{id}.md").write_text(text)
    with KnowledgeBase.open(root) as kb:
        assert not kb.index().findings
        yield kb


def ids(results: Results) -> list[str]:
    return [hit.article.id for hit in results.hits]


def first(kb: KnowledgeBase, paste: str) -> Hit:
    return kb.search(paste).hits[0]


NOISE = [f"2026-11-20 10:11:{n % 60:02} INFO copied block {n} of {1000 + n} to the second copy" for n in range(40)]
NOISE += [f"    at acme.sync.Journal.write{n}(Journal.java:{n})" for n in range(40)]


def test_code_and_message_lead_to_the_article_with_line_template_and_values(kb: KnowledgeBase) -> None:
    hit = first(kb, "starting\n2026-11-20 ERROR E-4012: remote db-1 refused the token of ann\nstopped")
    assert (hit.rank, hit.article.id, hit.tier) == (1, "token", Tier.CODE_MESSAGE)
    (match,) = hit.matches
    assert match.line == 2
    assert match.text == "2026-11-20 ERROR E-4012: remote db-1 refused the token of ann"
    assert match.template == "remote {host} refused the token of {user}"
    assert match.values == {"host": "db-1", "user": "ann"}
    assert match.code == "E-4012"
    assert match.coverage == 1


def test_a_code_that_was_found_is_no_part_of_a_value(kb: KnowledgeBase) -> None:
    (match,) = first(kb, "remote db-1 refused the token of ann (E-4012)").matches
    assert (match.code, match.values) == ("E-4012", {"host": "db-1", "user": "ann"})


def test_the_reasons_of_a_hit_sum_up_to_its_score(kb: KnowledgeBase) -> None:
    for hit in kb.search("error E-4012: remote db-1 refused the token of ann\nThe bell does not ring").hits:
        assert sum(reason.score for reason in hit.why) == pytest.approx(hit.score)
        assert all(reason.detail for reason in hit.why)


@pytest.mark.parametrize(
    ("paste", "id", "code"),
    [
        pytest.param("failed with E-4013", "journal", "E-4013", id="alone in a line"),
        pytest.param("failed with e4013", "journal", "e4013", id="small and squeezed"),
        pytest.param("[E_4013]", "journal", "E_4013", id="underscore and brackets"),
        pytest.param("HRESULT 80070005", "denied", "80070005", id="bare hexadecimal"),
        pytest.param("exit code -2147024891", "denied", "-2147024891", id="signed decimal"),
        pytest.param("status=2147942405", "denied", "2147942405", id="decimal"),
        pytest.param("(0X80070005)", "denied", "0X80070005", id="large X"),
        pytest.param("550 5.1.10 no such user", "mailbox", "5.1.10", id="dotted"),
        pytest.param("Die Datei fehlt (E-4020), bitte melden", "schema", "E-4020", id="text in another language"),
        pytest.param("エラー E-4020 : 版が新しすぎます", "schema", "E-4020", id="text in another script"),
        pytest.param("Ｅ－４０２０", "schema", "E-4020", id="full-width letters"),
    ],
)
def test_a_code_alone_leads_to_its_article_in_any_spelling(kb: KnowledgeBase, paste: str, id: str, code: str) -> None:
    hit = first(kb, paste)
    assert (hit.article.id, hit.tier) == (id, Tier.CODE)
    assert hit.matches[0].code == code


@pytest.mark.parametrize("paste", ["5110", "E-401", "E-40120", "X-4012"])
def test_a_code_that_is_only_alike_is_not_taken_for_another(kb: KnowledgeBase, paste: str) -> None:
    assert all(hit.tier is Tier.TEXT for hit in kb.search(paste).hits)


@pytest.mark.parametrize(
    ("paste", "id", "values"),
    [
        ("remote db-1 refused the token of ann", "token", {"host": "db-1", "user": "ann"}),
        ("ERROR: no space left for the journal in /var/lib/sync", "journal", {"path": "/var/lib/sync"}),
        ("error: cannot open file 'acme.lib'", "library", {"file": "acme.lib"}),
        ("error: Cannot open include file: 'acme.h': No such file", "include", {"file": "acme.h"}),
        ("SCHEMA VERSION 17 IS NEWER THAN THIS PROGRAM", "schema", {"number": "17"}),
        ("anothr instance holds the lock /run/x.pid", "lock", {"path": "/run/x.pid"}),
        ("Schema version 17 is newer\nthan this program", "schema", {"number": "17"}),
        ("> remote db-1 refused the\n> token of ann", "token", {"host": "db-1", "user": "ann"}),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) and " " in value else "",
)
def test_a_message_without_its_code_leads_to_its_article(
    kb: KnowledgeBase, paste: str, id: str, values: dict[str, str]
) -> None:
    hit = first(kb, paste)
    assert (hit.article.id, hit.tier, hit.matches[0].values) == (id, Tier.MESSAGE, values)


TOKEN = "error E-4012: remote db-1 refused the token of ann"
JOURNAL = "error E-4013: no space left for the journal in /var"
KEY = "warning E-4500: key name is deprecated and will go away"
WRAPPER = "AcmeException: E-4900: the run of job nightly has failed"


@pytest.mark.parametrize(
    ("paste", "id", "line"),
    [
        pytest.param(f"{TOKEN}\n{JOURNAL}", "token", 1, id="the first of two errors"),
        pytest.param(f"{JOURNAL}\n{TOKEN}", "journal", 1, id="the first of two errors, the other way"),
        pytest.param(f"{KEY}\n{TOKEN}", "token", 2, id="an error before a warning"),
        pytest.param(f"{KEY}\nbuild goes on", "old-key", 1, id="a warning where there is no error"),
        pytest.param(f"{WRAPPER}\n  at a.b(C.java:1)\nCaused by: {TOKEN}", "token", 3, id="a cause before its wrapper"),
        pytest.param("\n".join([*NOISE, TOKEN, *NOISE]), "token", 81, id="an error amid a long log"),
        pytest.param("\n".join([*NOISE, KEY, *NOISE, TOKEN]), "token", 162, id="an error at the end of a long log"),
        pytest.param("\n".join([*NOISE, "E-4012"]), "token", 81, id="a bare code at the end of a long log"),
    ],
)  # fmt: skip
def test_the_error_that_matters_comes_first(kb: KnowledgeBase, paste: str, id: str, line: int) -> None:
    hit = first(kb, paste)
    assert (hit.article.id, hit.matches[0].line) == (id, line)


def test_all_errors_of_a_paste_are_found(kb: KnowledgeBase) -> None:
    results = kb.search(f"{TOKEN}\n{JOURNAL}\n{KEY}")
    assert ids(results)[:3] == ["token", "journal", "old-key"]
    assert [hit.tier for hit in results.hits[:3]] == [Tier.CODE_MESSAGE] * 3


def test_the_wording_of_a_list_page_leads_to_the_article_that_explains_the_code(kb: KnowledgeBase) -> None:
    results = kb.search("error: the far end would not take our credentials")
    assert ids(results)[:2] == ["token", "list"]


def test_a_code_leads_to_the_article_that_explains_it_before_the_list_that_names_it(kb: KnowledgeBase) -> None:
    results = kb.search("E-4012")
    assert ids(results)[:2] == ["token", "list"]
    assert results.hits[1].why[0].detail == "E-4012, listed by this article"


def test_a_code_that_only_a_list_explains_leads_to_the_list(kb: KnowledgeBase) -> None:
    hit = first(kb, "E-4999: nobody knows what happened here")
    assert (hit.article.id, hit.tier) == ("list", Tier.CODE_MESSAGE)


def test_code_and_message_of_different_rows_of_a_list_say_nothing_together(kb: KnowledgeBase) -> None:
    row, rows = first(kb, "E-5003: pink relay is stuck"), first(kb, "E-5003: plum relay is stuck")
    assert (row.article.id, row.tier) == ("relays", Tier.CODE_MESSAGE)
    assert (rows.article.id, rows.tier) in {("relays", Tier.CODE), ("relays", Tier.MESSAGE)}


@pytest.mark.parametrize(
    ("products", "version", "found"),
    [
        pytest.param((), None, {"windows", "linux"}, id="no filter"),
        pytest.param(("Acme Sync",), None, {"windows"}, id="one product"),
        pytest.param(("acme sync",), None, {"windows"}, id="one product in another spelling"),
        pytest.param(("Acme Sync", "acme-relay"), None, {"windows", "linux"}, id="two products"),
        pytest.param(("other",), None, set(), id="another product"),
        pytest.param((), "2.5", {"windows"}, id="a version"),
        pytest.param((), "3.0", {"linux"}, id="a version at the edge"),
        pytest.param((), "1.0", set(), id="a version of neither"),
        pytest.param(("Acme Sync",), "3.0", set(), id="product and version"),
    ],
)
def test_articles_for_other_products_and_versions_are_left_out(
    kb: KnowledgeBase, products: tuple[str, ...], version: str | None, found: set[str]
) -> None:
    results = kb.search("E-4600 E-4601: the printer queue is paused", products=products, version=version)
    assert set(ids(results)) & {"windows", "linux"} == found


def test_an_article_for_any_product_is_there_for_every_product(kb: KnowledgeBase) -> None:
    assert ids(kb.search(TOKEN, products=("acme-relay",), version="9"))[0] == "token"


def test_a_list_leads_to_no_article_of_another_product(kb: KnowledgeBase) -> None:
    paste = "nothing comes out because somebody pressed pause"
    assert ids(kb.search(paste, products=("Acme Sync",)))[:2] == ["windows", "list"]
    assert "windows" not in ids(kb.search(paste, products=("acme-relay",)))
    assert "windows" not in ids(kb.search(paste, version="7"))


@pytest.mark.parametrize(
    "paste",
    [
        pytest.param("E-4800: the vault is sealed by the operator", id="code and message"),
        pytest.param("E-4800", id="code"),
        pytest.param("the vault is sealed by the operator", id="message"),
        pytest.param("secrets cannot be handed out while closed", id="wording of a list page"),
        pytest.param("Vault", id="title"),
    ],
)
def test_an_internal_article_is_for_internal_askers_alone(kb: KnowledgeBase, paste: str) -> None:
    assert "staff" in ids(kb.search(paste, audience="internal"))
    for audience in ("public", "customer", "partner", "nonsense"):
        assert "staff" not in ids(kb.search(paste, audience=audience))


def test_the_list_that_names_an_internal_article_is_still_for_everyone(kb: KnowledgeBase) -> None:
    assert ids(kb.search("secrets cannot be handed out while closed", audience="public")) == ["list"]


@pytest.mark.parametrize(
    "paste", ["E-4700: the spooler gave up", "the spooler gave up", "Old spooler", "a spool ran dry"]
)
def test_an_archived_article_is_never_shown(kb: KnowledgeBase, paste: str) -> None:
    assert "retired" not in ids(kb.search(paste))


def test_a_code_that_nobody_documents_is_said(kb: KnowledgeBase) -> None:
    results = kb.search("error E-4014: the moon is blue")
    assert results.notes == ("E-4014 is not documented; nearest documented: E4012, E4013",)


def test_what_is_documented_is_not_told_to_those_who_may_not_see_it(kb: KnowledgeBase) -> None:
    assert kb.search("error E-4014: the moon is blue", audience="public").notes == ()


def test_a_mistyped_code_does_not_win_over_a_message_that_fits(kb: KnowledgeBase) -> None:
    hit = first(kb, "error E-4013: remote db-1 refused the token of ann")
    assert hit.article.id == "token"


@pytest.mark.parametrize(
    ("paste", "id"),
    [
        ("nothing can be heard when visitors arrive", "bell"),
        ("the bell isn't ringing", "bell"),
        ("how do i get a second copy of a repository", "guide"),
    ],
)
def test_a_question_in_words_finds_title_symptoms_and_text(kb: KnowledgeBase, paste: str, id: str) -> None:
    hit = first(kb, paste)
    assert (hit.article.id, hit.tier, hit.matches) == (id, Tier.TEXT, ())


@pytest.mark.parametrize("paste", ["zyx wvut", "?!", "\x1b[0m.", "接", "\ud800"])
def test_what_nothing_answers_has_no_hit(kb: KnowledgeBase, paste: str) -> None:
    assert kb.search(paste).hits == ()


@pytest.mark.parametrize("paste", ["", "\n\t ", "\x00"])
def test_an_empty_paste_is_refused(kb: KnowledgeBase, paste: str) -> None:
    with pytest.raises(PasteEmpty):
        kb.search(paste)


def test_a_paste_beyond_all_measure_is_refused(kb: KnowledgeBase) -> None:
    with pytest.raises(PasteTooLarge):
        kb.search("a" * 16_000_001)


@pytest.mark.parametrize(
    "around",
    [
        pytest.param("x" * 1_000_000, id="a line of a million characters"),
        pytest.param("\n".join(f"step {n}" for n in range(100_000)), id="a hundred thousand lines"),
        pytest.param("\x00\x01\xff\ud800" * 50_000, id="a program's bytes"),
    ],
)
def test_an_error_behind_a_huge_paste_is_found(kb: KnowledgeBase, around: str) -> None:
    lines = around.count("\n")
    assert ids(kb.search(f"{TOKEN}\n{around}"))[0] == "token"
    if lines < 20_000:
        assert ids(kb.search(f"{around}\n{TOKEN}"))[0] == "token"


def test_no_more_hits_are_given_than_asked_for(kb: KnowledgeBase) -> None:
    paste = f"{TOKEN}\n{JOURNAL}\n{KEY}"
    assert ids(kb.search(paste, limit=2)) == ids(kb.search(paste))[:2]
    assert [hit.rank for hit in kb.search(paste).hits] == list(range(1, len(kb.search(paste).hits) + 1))


noise = st.lists(st.sampled_from([*NOISE, "", "----", "done", "[INFO] compiling", "{", "\tmore of it"]), max_size=8)


@settings(max_examples=40, deadline=None)
@given(before=noise, after=noise, prefix=st.sampled_from(["", "> ", "\t", "[main] ", "12> ", "2026-11-20 10:11:12 "]),
       end=st.sampled_from(["\n", "\r\n", "\r"]), fold=st.sampled_from([str, str.upper, str.lower]))  # fmt: skip
def test_noise_never_hides_an_error_with_code_and_message(
    kb: KnowledgeBase, before: list[str], after: list[str], prefix: str, end: str, fold: type[str]
) -> None:
    hit = first(kb, end.join([*before, prefix + fold(TOKEN), *after]))
    assert (hit.article.id, hit.tier) == ("token", Tier.CODE_MESSAGE)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_answered(kb: KnowledgeBase, paste: str) -> None:
    try:
        results = kb.search(paste)
    except PasteEmpty:
        return
    assert [hit["rank"] for hit in results.as_dict()["hits"]] == list(range(1, len(results.hits) + 1))
