"""The errors of a paste that are answered, and the articles that nobody can tell apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.articles.article import Article
from kbsearch.search.groups import never, ordered
from kbsearch.search.paste import read_paste
from kbsearch.search.results import Group, Results

ARTICLES = {
    "token": ("E-4012", "remote {host} refused the token of {user}", "Token refused", {}),
    "journal": ("E-4013", "no space left for the journal in {path}", "Journal full", {}),
    "retry": ("E-4014", "giving up after {n} attempts to reach the relay", "Too many attempts", {}),
    "windows": ("", "the printer queue is paused", "Queue on Windows", {"products": "[Acme Sync]"}),
    "linux": ("", "the printer queue is paused", "Queue on Linux", {"products": "[Acme Relay]", "versions": "'>=3'"}),
    "older": ("", "the printer queue is paused", "Queue of old", {"products": "[Acme Relay]", "versions": "'<3'"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    root: Path = tmp_path_factory.mktemp("kb")
    for id, (code, message, title, keys) in ARTICLES.items():
        entry = (f"code: {code}, " if code else "") + f'message: "{message}"'
        front = "".join(f"{key}: {value}\n" for key, value in keys.items())
        text = f"---\ntitle: {title}\nerrors:\n  - {{{entry}}}\n{front}---\n## Resolution\n\nMend it.\n"
        (root / f"{id}.md").write_text(text)
    with KnowledgeBase.open(root) as kb:
        kb.index()
        yield kb


def lines(results: Results) -> list[tuple[int, str]]:
    return [(group.line, group.hits[0].article.id) for group in results.groups]


def ids(group: Group) -> list[str]:
    return [hit.article.id for hit in group.hits]


TOKEN = "error E-4012: remote db-1 refused the token of ann"
JOURNAL = "error E-4013: no space left for the journal in /var/lib"
RETRY = "warning E-4014: giving up after 5 attempts to reach the relay"


@pytest.mark.parametrize(
    ("paste", "found"),
    [
        pytest.param(TOKEN, [(1, "token")], id="one error is one group"),
        pytest.param(f"{JOURNAL}\nand then\n{TOKEN}", [(1, "journal"), (3, "token")], id="in the order of the paste"),
        pytest.param(f"{RETRY}\n{TOKEN}\n", [(2, "token"), (1, "retry")], id="errors before warnings"),
        pytest.param(f"{TOKEN}\n{TOKEN.replace('db-1', 'db-2')}", [(1, "token")], id="the same error again"),
        pytest.param(f"{TOKEN}\nINFO {JOURNAL[7:]}", [(1, "token")], id="what only informs is no error"),
    ],
)
def test_every_error_that_is_answered_has_its_group(
    kb: KnowledgeBase, paste: str, found: list[tuple[int, str]]
) -> None:
    assert lines(kb.search(paste)) == found


def test_a_group_says_which_line_it_answers_and_how(kb: KnowledgeBase) -> None:
    _, group = kb.search(f"{JOURNAL}\n{TOKEN}").groups
    assert (group.line, group.text, group.ambiguous) == (2, TOKEN, False)
    (match,) = group.hits[0].matches
    assert (match.line, dict(match.values)) == (2, {"host": "db-1", "user": "ann"})


def test_the_first_group_is_that_of_the_first_hit_even_when_only_words_speak_for_it(kb: KnowledgeBase) -> None:
    results = kb.search("journal is full somehow")
    assert lines(results) == [(results.groups[0].line, results.hits[0].article.id)]


def test_what_nothing_answers_has_no_group(kb: KnowledgeBase) -> None:
    assert kb.search("zzz qqq").groups == ()


def test_articles_with_the_same_message_stand_together_and_say_what_sets_them_apart(kb: KnowledgeBase) -> None:
    results = kb.search("error: the printer queue is paused")
    (group,) = results.groups
    assert group.ambiguous
    assert {hit.article.id: hit.apart for hit in group.hits} == {
        "windows": "Acme Sync · Windows",
        "linux": "Acme Relay · >=3 · Linux",
        "older": "Acme Relay · <3 · old",
    }
    assert [hit.article.id for hit in results.hits] == ids(group)
    assert not results.confident


@pytest.mark.parametrize(
    ("around", "first"),
    [
        pytest.param("acme sync started", "windows", id="its product is named"),
        pytest.param("acme relay 3.2 started", "linux", id="and its version"),
        pytest.param("acme relay v2.9.1 started", "older", id="another version"),
    ],
)
def test_of_those_that_nobody_can_tell_apart_the_surroundings_choose(
    kb: KnowledgeBase, around: str, first: str
) -> None:
    assert ids(kb.search(f"{around}\nerror: the printer queue is paused").groups[0])[0] == first


def test_a_line_with_a_code_that_nobody_documents_is_not_answered_by_one_that_words_it_alike(kb: KnowledgeBase) -> None:
    results = kb.search(f"{TOKEN}\nerror E-4099: no space left for a journal")
    assert lines(results) == [(1, "token")]


@pytest.mark.parametrize(("paste", "first"), [("warning: queue paused", "two"), ("fatal: queue paused", "one")])
def test_the_severity_of_the_line_chooses_the_title_that_names_it(paste: str, first: str) -> None:
    titles = {"one": "Error: queue paused", "two": "Warning: queue paused"}
    articles = [Article(id, title, f"{id}.md", "", "") for id, title in titles.items()]
    order = ordered(articles, read_paste(paste), 1, never)
    assert articles[order[0]].id == first


def test_what_nothing_else_tells_apart_is_ordered_by_reuse() -> None:
    articles = [Article(id, "Queue paused", f"{id}.md", "", "") for id in ("one", "two", "three")]
    paste = read_paste("error: the printer queue is paused")
    linked = {"two": 7, "three": 1}
    order = ordered(articles, paste, 1, lambda id: linked.get(id, 0))
    assert [articles[place].id for place in order] == ["two", "three", "one"]
