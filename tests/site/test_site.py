"""The customers' pages: all that customers may read, nothing that they may not, the same bytes every time."""

import gzip
import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from kbsearch.articles.library import Library
from kbsearch.cli import cli
from kbsearch.settings import Settings
from kbsearch.site.builder import SiteReport, build
from kbsearch.site.content import Content, file_name

PUBLIC = """\
---
id: sync-e4012
title: "E4012: remote refused the <token>"
products: [acme-sync]
versions: ">=2.3"
errors:
  - code: E4012
    message: "sync: remote {host} refused token {token}"
symptoms: ["it worked yesterday"]
audience: public
confidence: validated
owner: quillfeather
reviewed: {by: brindlewood, on: 2026-11-20}
x-cost: zanzibar
---
## Issue

See [the disk](disk.md#resolution), [the plan](plan.md) and ![a picture](pictures/a.png).

<script>alert(1)</script>

## Resolution

Make a new token.
"""
CUSTOMER = """\
---
id: sync/disk
title: No room left
products: [acme-sync, "Acme Store / EU"]
errors:
  - code: "0x80070070"
audience: customer
---
## Resolution

Free some room.
"""
INTERNAL = """\
---
id: plan-hippogriff
title: Plan hippogriff
products: [acme-umbrella]
errors:
  - code: E4012
    message: "wyvern {x}"
  - code: E9999
symptoms: [basilisk]
---
## Resolution

Manticore.
"""
SECRETS = (
    "hippogriff umbrella wyvern E9999 basilisk Manticore griffin chimera quillfeather brindlewood zanzibar plan.md"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    root = tmp_path / "kb"
    (root / "articles/pictures").mkdir(parents=True)
    (root / "articles/sync.md").write_text(PUBLIC)
    (root / "articles/disk.md").write_text(CUSTOMER)
    (root / "articles/plan.md").write_text(INTERNAL)
    draft = "---\nid: {id}\ntitle: {id}\naudience: public\nconfidence: {state}\n---\nText\n"
    (root / "articles/draft.md").write_text(draft.format(id="griffin", state="wip"))
    (root / "articles/old.md").write_text(draft.format(id="chimera", state="archived"))
    (root / "articles/pictures/a.png").write_bytes(b"\x89PNG a")
    (root / "articles/pictures/secret.png").write_bytes(b"\x89PNG secret")
    (root / "kbsearch.toml").write_text('[kb]\nname = "Acme help"\n')
    return Settings.load(root)


def made(settings: Settings, target: Path, audience: str = "customer", url: str = "https://help.example") -> SiteReport:
    return build(settings, Content.of(Library(settings.root, settings).articles(), audience), target, url=url)


def files(target: Path) -> dict[str, bytes]:
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}


def pages(target: Path) -> dict[str, str]:
    return {path: data.decode() for path, data in files(target).items() if path.endswith(".html")}


class Links(HTMLParser):
    """The addresses that a page names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def test_there_is_a_page_for_every_article_code_and_product(settings: Settings, tmp_path: Path) -> None:
    report = made(settings, tmp_path / "site")
    assert sorted(path for path in pages(tmp_path / "site")) == [
        *("404.html", "a/sync-e4012/index.html", "a/sync/disk/index.html"),
        *("e/0x80070070/index.html", "e/2147942512/index.html", "e/E4012/index.html"),
        *("index.html", "p/Acme-Store-EU/index.html", "p/acme-sync/index.html"),
    ]
    assert (report.articles, report.products, report.removed, report.search) == (2, 2, 0, True)


def test_nothing_internal_is_anywhere_in_it(settings: Settings, tmp_path: Path) -> None:
    made(settings, tmp_path / "site")
    everything = b"\n".join(
        path.encode() + b"\n" + (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
        for path, data in files(tmp_path / "site").items()
    )
    text = everything.decode("utf-8", "replace").casefold()
    assert [word for word in SECRETS.split() if word.casefold() in text] == []


def test_visitors_without_a_contract_see_public_articles_alone(settings: Settings, tmp_path: Path) -> None:
    made(settings, tmp_path / "site", "public")
    assert [path for path in pages(tmp_path / "site") if path.startswith("a/")] == ["a/sync-e4012/index.html"]
    assert "No room left" not in "".join(pages(tmp_path / "site").values())


def test_every_link_and_picture_leads_to_a_file_of_the_site(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "site"
    made(settings, target)
    broken = []
    for path, text in pages(target).items():
        for link in Links(text).found:
            place = (target / path).parent / unquote(link.partition("#")[0])
            if link.startswith("#") or place.is_file() or (link.partition("#")[0].endswith("/") and place.is_dir()):
                continue
            broken.append((path, link))
    assert broken == []
    assert files(target)["a/sync-e4012/0-a.png"] == b"\x89PNG a"


def test_an_article_is_read_without_a_script_and_runs_none(settings: Settings, tmp_path: Path) -> None:
    made(settings, tmp_path / "site")
    page = pages(tmp_path / "site")["a/sync-e4012/index.html"]
    assert "script" not in Links(page).tags
    assert '<h1 id="kb-title">E4012: remote refused the &lt;token&gt;</h1>' in page
    assert 'sync: remote <mark class="value">host</mark> refused token <mark class="value">token</mark>' in page
    assert re.search(
        r'<a href="../../a/sync/disk/#resolution"[^>]*>the disk</a>, <a rel="[^"]*">the plan</a> and <img', page
    )
    assert "it worked yesterday" in page
    assert "script-src 'self'" in page


def test_a_code_leads_to_the_article_that_explains_it(settings: Settings, tmp_path: Path) -> None:
    made(settings, tmp_path / "site")
    assert 'content="0; url=../../a/sync-e4012/"' in pages(tmp_path / "site")["e/E4012/index.html"]


def test_the_same_articles_give_the_same_bytes_and_nothing_is_written_twice(settings: Settings, tmp_path: Path) -> None:
    made(settings, tmp_path / "one")
    made(settings, tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert made(settings, tmp_path / "one").written == 0


def test_what_is_withdrawn_goes_and_what_others_put_there_stays(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "site"
    made(settings, target)
    (target / "README.md").write_text("mine")
    (target / "a/sync/disk/index.html").write_text("edited by hand")
    (settings.root / "articles/sync.md").unlink()
    (settings.root / "articles/disk.md").unlink()
    report = made(settings, target)
    assert not (target / "a/sync-e4012").exists()
    assert (target / "README.md").read_text() == "mine"
    assert (target / "a/sync/disk/index.html").read_text() == "edited by hand"
    assert report.removed > 3
    assert "There is no article for customers yet." in pages(target)["index.html"]


def test_sitemap_and_feed_name_whole_addresses_and_the_last_change(settings: Settings, tmp_path: Path) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-qm", "x", "--date", "2026-01-02T03:04:05+00:00")):
        subprocess.run(["git", "-C", settings.root, *words], check=True)
    made(settings, tmp_path / "site", url="https://help.example/kb/")
    sitemap = ElementTree.fromstring(files(tmp_path / "site")["sitemap.xml"])
    assert ["".join(page.itertext()).split() for page in sitemap] == [
        ["https://help.example/kb/"],
        ["https://help.example/kb/a/sync-e4012/", "2026-01-02"],
        ["https://help.example/kb/a/sync/disk/", "2026-01-02"],
    ]
    feed = ElementTree.fromstring(files(tmp_path / "site")["feed.xml"])
    assert [entry.findtext("{*}title") for entry in feed.findall("{*}entry")] == [
        "E4012: remote refused the <token>",
        "No room left",
    ]
    assert feed.findtext("{*}updated") == "2026-01-02T03:04:05+00:00"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("E4012", "E4012", id="a code"),
        pytest.param("KB/12 (a)", "KB-12-a", id="signs of the file system"),
        pytest.param("../..", "", id="a way out"),
        pytest.param("é" * 300, "é" * 100, id="a page of text"),
    ],
)
def test_a_name_of_a_folder_leads_nowhere_else(text: str, name: str) -> None:
    assert file_name(text) == name


def test_the_command_says_what_it_wrote_and_what_it_left_out(settings: Settings, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        return CliRunner().invoke(cli, ["--kb", str(settings.root), "site", *words], prog_name="kbsearch").stdout

    said = run("--output", str(tmp_path / "out"))
    assert re.fullmatch(
        rf"2 articles, 3 codes and 2 products in {re.escape(str(tmp_path / 'out'))}: \d+ files written, 0 removed\n"
        r"no sitemap and no feed: they want the address of the site, --url URL\n",
        said,
    )
    assert json.loads(run("--json"))["path"] == str(settings.root / "site")


@pytest.mark.parametrize(
    ("said", "everywhere", "article"),
    [
        pytest.param(
            'url = "https://help.acme.example"',
            "https://help.acme.example/request",
            "https://help.acme.example/request?product=acme-sync",
            id="the form",
        ),
        pytest.param(
            'address = "help@acme.example"', "mailto:help@acme.example", "mailto:help@acme.example", id="mail"
        ),
        pytest.param("", "", "", id="nothing set up"),
    ],
)
def test_a_person_is_one_click_away_on_every_page(
    settings: Settings, tmp_path: Path, said: str, everywhere: str, article: str
) -> None:
    reachable = Settings.parse(f"[mail]\n{said}\n", settings.root)
    made(reachable, tmp_path / "site")
    found = {path: re.findall(r'href="([^"]*)">[Tt]alk to us', text) for path, text in pages(tmp_path / "site").items()}
    assert {links[0] if links else "" for links in found.values()} == {everywhere}
    assert (found["a/sync-e4012/index.html"][1:] or [""]) == [article]
