"""Reading one file: what it says becomes an Article, and what is wrong with it becomes findings."""

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.article import Article, ErrorEntry, Review, Trial
from kbsearch.articles.reader import LARGEST, own_id, read_article, read_bytes
from kbsearch.settings import Settings

NATIVE = Settings.parse("", Path("kb"))
FOREIGN = Settings.parse('[fields]\nproducts = ["appliesto"]\n', Path("kb"))

TOKEN = """\
---
id: sync-e4012
title: "E4012: remote refused the token"
products: [acme-sync]
versions: ">=2.3"
errors:
  - code: E4012
    message: "sync: remote {host} refused token {token}"
symptoms:
  - "worked yesterday"
features: [token-rotation]
found_by: token refused
confidence: validated
audience: customer
governance: compliance
owner: ana
fix_by: approval
reviewed: {by: li, on: 2026-11-20}
review_by: 2027-05-01
tried: [li 2026-11-20, Eva  Orlo 2026-11-21]
x-ticket: 010
---
## Issue

The sync stops.

## Workaround

Make a new token.
"""


def read(text: str | bytes, path: str = "articles/a.md", settings: Settings = NATIVE) -> Article:
    article = read_bytes(text.encode() if isinstance(text, str) else text, path, settings).article
    assert article is not None
    return article


def said(text: str | bytes, path: str = "a.md", settings: Settings = NATIVE) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [str(finding) for finding in read_bytes(data, path, settings).findings]


def test_what_the_settings_state_is_told_from_what_nobody_said() -> None:
    text = "---\nid: a\naudience: customer\n---\n"
    assert read(text).stated == ("audience",)
    assert read(text, settings=Settings.parse('[defaults]\nfix_by = "agent"\n', Path("kb"))).stated == (
        "audience",
        "fix_by",
    )


def test_an_article_says_what_its_file_says() -> None:
    article = read(TOKEN)
    assert said(TOKEN) == []
    assert (article.id, article.title, article.path) == (
        "sync-e4012",
        "E4012: remote refused the token",
        "articles/a.md",
    )
    message = "sync: remote {host} refused token {token}"
    assert article.errors == (ErrorEntry("E4012", message, True, "front_matter", 7),)
    assert (article.products, article.versions) == (("acme-sync",), ">=2.3")
    assert (article.symptoms, article.features) == (("worked yesterday",), ("token-rotation",))
    assert article.found_by == ("token refused",)
    assert (article.confidence, article.audience, article.governance) == ("validated", "customer", "compliance")
    assert (article.owner, article.fix_by) == ("ana", "approval")
    assert (article.reviewed, article.review_by) == (Review("li", "2026-11-20"), "2027-05-01")
    assert article.tried == (Trial("li", "2026-11-20"), Trial("Eva Orlo", "2026-11-21"))
    assert article.stated == ("audience", "fix_by")
    assert article.extra == {"x-ticket": "010"}
    assert [(s.name, s.heading, s.text, s.line) for s in article.sections] == [
        ("issue", "Issue", "The sync stops.", 23),
        ("resolution", "Workaround", "Make a new token.", 27),
    ]
    assert (article.body_line, article.body.splitlines()[0]) == (23, "## Issue")


def test_pastes_under_found_by_stay_the_text_that_was_pasted() -> None:
    front = "found_by:\n  - |\n    12:30 on\n      at x: y # z\n\n    0x1F\n  - 010\n  - 'it''s: so'\n"
    article = read_bytes(f"---\ntitle: T\n{front}---\n".encode(), "a.md", NATIVE).article
    assert article is not None
    assert article.found_by == ("12:30 on\n  at x: y # z\n\n0x1F\n", "010", "it's: so")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing_but_the_digest() -> None:
    plain, other = read(TOKEN), read(b"\xef\xbb\xbf" + TOKEN.replace("\n", "\r\n").encode())
    assert plain.digest != other.digest
    assert (plain.errors, plain.sections, plain.body) == (other.errors, other.sections, other.body)


@pytest.mark.parametrize(
    ("text", "path", "id", "title"),
    [
        pytest.param("---\ntitle: T\nid: x.1\n---\n# H\n", "a/b.md", "x.1", "T", id="front matter"),
        pytest.param("# A *heading*\n", "a/b.md", "b", "A heading", id="first heading"),
        pytest.param("text\n", "a/b c (1).md", "b c (1)", "b c (1)", id="file name"),
        pytest.param("---\ntitle:\n---\n# H\n", "b.markdown", "b", "H", id="an empty title"),
    ],
)
def test_id_and_title_have_defaults(text: str, path: str, id: str, title: str) -> None:
    article = read(text, path)
    assert (article.id, article.title) == (id, title)
    assert own_id(text.encode(), path, NATIVE) == id


def test_an_id_may_be_the_path_below_the_article_folder(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    settings = Settings.parse('[fields]\nid = "path"\n', tmp_path)
    assert read("# T", "articles/sync/index.md", settings).id == "sync/index"
    assert read("# T", "elsewhere/index.md", settings).id == "elsewhere/index"


def test_defaults_hold_for_an_article_that_does_not_say() -> None:
    settings = Settings.parse(
        '[defaults]\nconfidence = "validated"\naudience = "public"\nowner = "li"\nproducts = "acme"\nfix_by = "engineering"\n',
        Path("kb"),
    )
    article = read("# T", settings=settings)
    assert (article.confidence, article.audience, article.owner) == ("validated", "public", "li")
    assert (article.products, article.fix_by, article.governance) == (("acme",), "engineering", "experience")


def test_an_error_that_is_written_in_both_forms_is_one_entry() -> None:
    article = read("---\ntitle: T\nerror_codes: [E1, E2]\nerrors:\n  - {code: E1, message: disk is full}\n---\n")
    assert [(entry.code, entry.message, entry.line) for entry in article.errors] == [
        ("E1", "disk is full", 5),
        ("E2", None, 3),
    ]


def test_an_audience_nobody_knows_is_the_narrowest() -> None:
    settings = Settings.parse('[defaults]\naudience = "public"\n', Path("kb"))
    assert read("---\naudience: custmer\n---\n# T", settings=settings).audience == "internal"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        pytest.param(
            "---\ntitle: T\nprodcts: x\n---\n",
            "a.md:3:1 KBL205 no such key 'prodcts': did you mean 'products'?",
            id="a key",
        ),
        pytest.param(
            "---\ntitle: T\nerrors:\n  - cod: E1\n    message: m n\n---\n",
            "a.md:4:5 KBL205 no such key 'cod': did you mean 'code'?",
            id="a key in a list",
        ),
        pytest.param(
            "---\ntitle: T\nsymptoms:\n  - a\n  - b: c\n---\n",
            "a.md:5:5 KBL206 symptoms[2]: a mapping is not allowed: "
            "write text; in quotes when it holds ': ' or begins with a bracket",
            id="a list item",
        ),
        pytest.param(
            "---\ntitle: T\nowner: ana\nreviewed: {by: ana, on: 2026-11-20}\n---\n",
            "a.md:4:12 KBL206 reviewed.by: 'ana' is not allowed: name someone else than the owner",
            id="a review by the owner",
        ),
        pytest.param(
            "no title\n",
            "a.md:1:1 KBL209 the article has no title, so its file name stands in: "
            "add 'title' to the front matter, or a heading of level 1",
            id="no title",
        ),
    ],
)
def test_a_mistake_is_said_at_its_place_and_the_article_is_read(text: str, finding: str) -> None:
    assert said(text) == [finding]
    read(text)


def test_a_foreign_tree_keeps_its_own_keys_without_complaint() -> None:
    text = "---\ntitle: A &amp; B\naudience: ITPro\nms.date: 01/30/2024\nappliesto: [Outlook]\n---\n# H\n"
    article = read(text, settings=FOREIGN)
    assert said(text, settings=FOREIGN) == []
    assert (article.title, article.audience, article.products) == ("A & B", "internal", ("Outlook",))
    assert article.extra == {"audience": "ITPro", "ms.date": "01/30/2024", "appliesto": ["Outlook"]}


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        pytest.param(
            b"# T\n\ncaf\xe9\n", "a.md:3:4 KBL202 byte 8 (0xe9) is not UTF-8: save the file as UTF-8", id="Latin-1"
        ),
        pytest.param(
            b"\xef\xbb\xbfab\r\n\xff",
            "a.md:2:1 KBL202 byte 7 (0xff) is not UTF-8: save the file as UTF-8",
            id="below a byte order mark",
        ),
        pytest.param(
            "# T".encode("utf-16"),
            "a.md:1:1 KBL202 byte 0 (0xff) is not UTF-8: save the file as UTF-8; it looks like UTF-16",
            id="UTF-16",
        ),
        pytest.param(
            b"---\ntitle: a: b\n---\n",
            "a.md:2:9 KBL201 the front matter cannot be read, "
            'the value holds a colon that YAML takes for a key: quote the value: title: "a: b"',
            id="bad YAML",
        ),
        pytest.param(
            b"---\ntitle: a\n",
            "a.md:1:1 KBL203 the front matter is never closed: put --- on a line of its own below it",
            id="unclosed front matter",
        ),
        pytest.param(
            b"#" * (LARGEST + 1),
            "a.md:1:1 KBL208 cannot be read (it is larger than 5 MB): mend it, or name it under 'ignore' in kbsearch.toml",
            id="a huge file",
        ),
    ],
)
def test_a_file_that_cannot_be_trusted_is_a_finding_and_no_article(data: bytes, finding: str) -> None:
    result = read_bytes(data, "a.md", NATIVE)
    assert (result.article, [str(found) for found in result.findings]) == (None, [finding])


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        pytest.param("none.md", "no such file or directory", id="missing"),
        pytest.param("folder.md", "is a directory", id="a folder"),
        pytest.param("a\0.md", "embedded null byte", id="a name that cannot be"),
    ],
)
def test_a_file_that_cannot_be_opened_is_a_finding(tmp_path: Path, path: str, problem: str) -> None:
    (tmp_path / "folder.md").mkdir()
    result = read_article(path, tmp_path, NATIVE)
    assert result.article is None
    assert [finding.message for finding in result.findings] == [
        f"cannot be read ({problem}): mend it, or name it under 'ignore' in kbsearch.toml"
    ]


def test_the_same_bytes_give_the_same_article_in_every_process(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TOKEN)
    result = read_article("a.md", tmp_path, NATIVE)
    assert result == read_bytes(TOKEN.encode(), "a.md", NATIVE)
    assert pickle.loads(pickle.dumps(result)) == result


def test_the_parsed_body_is_kept_only_when_asked_for() -> None:
    assert read_bytes(b"# T", "a.md", NATIVE).body is None
    body = read_bytes(b"# T", "a.md", NATIVE, keep_body=True).body
    assert body is not None
    assert body.anchors == {"t"}


@given(st.binary(max_size=300))
def test_any_bytes_give_a_result(data: bytes) -> None:
    for whole in (data, b"---\n" + data, b"---\nid: " + data + b"\n---\n# T\n", b"---\nid: a\n---\n" + data):
        for settings in (NATIVE, FOREIGN):
            result = read_bytes(whole, "articles/a.md", settings)
            assert result.findings or result.article
            if result.article:
                assert result.article.id == own_id(whole, "articles/a.md", settings)
                assert result.article.title


@given(st.text(max_size=200))
def test_any_text_gives_an_article_that_travels_between_processes(text: str) -> None:
    result = read_bytes(f"---\ntitle: T\n---\n{text}".encode("utf-8", "replace"), "a.md", NATIVE)
    assert pickle.loads(pickle.dumps(result)) == result
