"""kbsearch's own knowledge base says what the program says, about all of it, and is found."""

import re
import shutil
import string
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kbsearch import KnowledgeBase, ProbeKind
from kbsearch.articles.article import Article
from kbsearch.articles.library import Library
from kbsearch.articles.lint import lint
from kbsearch.articles.rules import RULES
from kbsearch.articles.schema import FrontMatter
from kbsearch.cli import cli
from kbsearch.cli.app import COMMANDS
from kbsearch.errors import KbError
from kbsearch.releases.rules import RULES as RELEASE_RULES
from kbsearch.settings import Settings, TreeTable
from kbsearch.settings.mail import ImapTable, SmtpTable, WebhookTable
from kbsearch.settings.tickets import CategoryTable, FieldTable

ROOT = Path(__file__).parent.parent


def classes(base: type[KbError] = KbError) -> Iterator[type[KbError]]:
    for error in base.__subclasses__():
        if error.code:
            yield error
        yield from classes(error)


MESSAGES = (
    {error.code: error.message for error in classes()}
    | {rule.code: rule.message for rule in RULES.values()}
    | {rule.code: rule.message for rule in RELEASE_RULES.values()}
)
NAMES = [name for group in COMMANDS.values() for name in group]
TABLES = {name: info.annotation for name, info in Settings.model_fields.items() if name != "root"}
TABLES |= {"[trees]": TreeTable, "[tickets.categories]": CategoryTable, "[tickets.fields]": FieldTable}
TABLES |= {"mail.imap": ImapTable, "mail.smtp": SmtpTable, "[webhooks]": WebhookTable}
TABLES.pop("webhooks")
KEYS = {
    (table, key): info.description or ""
    for table, model in TABLES.items()
    for key, info in getattr(model, "model_fields", {}).items()
}

VALUES = {
    "anchor": "renew-token",
    "base": "the newest tag 'v*'",
    "article": "sync-e4012",
    "code": "E4021",
    "column": "5",
    "count": "2",
    "doing": "decide this review",
    "extra": "bench",
    "feature": "the comparison",
    "file": "articles/tokens.md",
    "files": "0 files",
    "first": "4",
    "found": "nothing",
    "given": "sync/copy",
    "how": "approved by li",
    "host": "kb.corp.example",
    "id": "sync-e4021",
    "key": "products",
    "kind": "message",
    "limit": "16,000,000",
    "length": "8",
    "line": "3",
    "message": "{file}: {reason}",
    "name": "ana",
    "number": "12",
    "offset": "211",
    "other": "articles/sync-e4012.md",
    "package": "bm25s",
    "path": "/srv/docs/acme",
    "product": "acme-sync",
    "place": "[kb] names",
    "port": "8421",
    "section": "the heading 'Resolution'",
    "size": "20,000,000",
    "source": "errors",
    "subject": "sync-e4012",
    "tag": "v4.2.0",
    "target": "../sync/e4013.md",
    "text": "sync: remote refused",
    "value": "'sure'",
    "variable": "KBSEARCH_SMTP_PASSWORD",
    "version": "0007",
    "wanted": "it must find at least 1",
    "what": "changed",
    "why": "by the code E4012",
}

OF_RELEASES = {
    "article": "articles/sync/e4021.md",
    "asked": "13",
    "days": "7",
    "difference": "cannot [-reach-] {+open+} {host}",
    "end": "on 2026-11-30",
    "failed": "2",
    "front": "it is not among the hits",
    "hint": ": did you mean E4012?",
    "id": "E4021",
    "kind": "message",
    "most": "10",
    "number": "12",
    "of": "error:E4021",
    "others": "E4022",
    "product": "acme-sync",
    "rule": "KBR301",
    "state": "not_validated",
    "subject": "error:E4021",
    "unnamed": "articles/sync/e4022.md",
    "version": "4.2.0",
    "versions": "'>=2.3,<4'",
    "wanted": "agrees",
}

PROBLEMS = {
    "KBE1002": "no such key",
    "KBE1009": "'expected' is missing or no list of article ids",
    "KBE1010": "the body is not JSON",
    "KBE1021": "catalog.db is missing",
    "KBE1023": "Permission denied",
    "KBE1025": "An IO error occurred",
    "KBE1027": "Address already in use",
    "KBE1028": "KeyError: 'x'",
    "KBE1036": "it is their own work",
    "KBE1039": "database is locked",
    "KBE1045": "its first bytes are not those of a PNG, JPEG, GIF or WebP picture",
    "KBE1043": "line 15: nothing stands under the heading 'Resolution'",
    "KBE1041": "it is written in TOML",
    "KBE1047": "sockets cannot be passed on",
    "KBE1071": "no such key",
    "KBE1073": "the clone is shallow",
    "KBE1074": "Expecting ',' delimiter",
    "KBE1076": "src/e.json, line 8: source 'errors' cannot read it; source 'flags' found nothing",
    "KBE1051": "it does not say who asks",
    "KBE1052": "it was merged into ticket 9",
    "KBE1054": "'vendor': who makes it is our concern; say what happens next",
    "KBE1055": "it was kept",
    "KBE1058": "since: 'soon' is no day",
    "KBE1060": "files that end in .exe are not taken",
    "KBE1062": "letters cannot be sent",
    "KBE1063": "AUTHENTICATIONFAILED",
    "KBE1066": "it is sent",
    "KBE1067": "'nummer' is undefined",
    "KBE1069": "there is none of that number",
    "KBE1080": "waiver 1.reason: it is missing",
    "KBE1081": "there is no rule KBR999",
    "KBE1084": "scope: input should be 'release' or 'all'",
    "KBR303": "it does not state 'fix_by'",
    "KBR304": "nobody has read it but its author",
    "KBR315": "nobody has tried it",
    "KBR320": "before the release ships on 2026-12-01",
    "KBR322": "ana owns it and approved it",
    "KBR326": "it lasts 142 days, 90 are allowed",
    "KBL201": "a quote that opens here is not closed",
    "KBL208": "permission denied",
}


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def printed(code: str) -> str:
    """The message as the program prints it, each placeholder with a value as it has in use."""
    message = MESSAGES[code]
    values = VALUES | (OF_RELEASES if code in RELEASE_RULES else {})
    values |= {"problem": PROBLEMS[code]} if code in PROBLEMS else {}
    return message.format_map({name: values[name] for name in placeholders(message)})


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings.load(ROOT)


@pytest.fixture(scope="module")
def articles(settings: Settings) -> dict[str, Article]:
    return {article.id: article for article in Library(ROOT, settings).articles()}


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    root = tmp_path_factory.mktemp("handbook")
    shutil.copytree(ROOT / "articles", root / "articles")
    shutil.copy(ROOT / "kbsearch.toml", root)
    with KnowledgeBase.open(root) as kb:
        kb.index()
        yield kb


def test_every_code_has_one_article_and_no_article_documents_another(articles: dict[str, Article]) -> None:
    documented = sorted(code for article in articles.values() for code in article.codes)
    assert documented == sorted(MESSAGES)


@pytest.mark.parametrize("code", MESSAGES)
def test_an_article_gives_the_message_of_the_code(articles: dict[str, Article], code: str) -> None:
    article = articles[code.lower()]
    assert [(entry.code, entry.message) for entry in article.errors] == [(code, MESSAGES[code])]


@pytest.mark.parametrize("code", MESSAGES)
def test_an_article_shows_the_message_as_it_is_printed(articles: dict[str, Article], code: str) -> None:
    parts = string.Formatter().parse(MESSAGES[code])
    fits = "".join(re.escape(fixed) + (".+" if name else "") for fixed, name, _, _ in parts)
    examples = re.findall(r"^```\w*\n(.*?)^```", articles[code.lower()].body, re.MULTILINE | re.DOTALL)
    assert re.search(fits, examples[0])


def test_the_settings_shown_in_articles_are_settings_that_are_read(articles: dict[str, Article]) -> None:
    blocks = [
        textwrap.dedent(block)
        for article in articles.values()
        for block in re.findall(r"^ *```toml\n(.*?)^ *```", article.body, re.MULTILINE | re.DOTALL)
    ]
    assert len(blocks) > 5
    for block in blocks:
        Settings.parse(block, ROOT)


def test_an_article_goes_by_the_name_of_its_file(articles: dict[str, Article]) -> None:
    assert {id: Path(article.path).stem for id, article in articles.items()} == {id: id for id in articles}


def test_every_article_says_by_itself_what_it_is_about_and_for_whom(articles: dict[str, Article]) -> None:
    native = Settings(root=ROOT)  # an installed kbsearch brings the articles without the settings
    for article in Library(ROOT, native).articles():
        said = (article.products, article.confidence, article.audience, article.owner, article.fix_by)
        assert said == (("kbsearch",), "validated", "public", "maintainers", "agent"), article.path
        assert article == articles[article.id]


def test_the_handbook_has_no_findings(settings: Settings) -> None:
    assert [str(finding) for finding in lint(Library(ROOT, settings).results(keep_body=True), settings)] == []


def test_every_key_of_the_front_matter_is_described(articles: dict[str, Article]) -> None:
    table = articles["write-an-article"].body.partition("\n### The keys\n")[2].partition("\n### ")[0]
    cells = re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(cells))) == set(FrontMatter.model_fields)


def parameters(command: click.Command) -> list[click.Parameter]:
    """The parameters of a command and of the commands within it."""
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return [*command.params, *(parameter for one in inner for parameter in parameters(one))]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_an_article_with_its_options_and_exit_statuses(
    articles: dict[str, Article], name: str
) -> None:
    article = articles[f"command-{name}"]
    assert article.title.startswith(f"kbsearch {name}: ")
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    given = [option for one in parameters(command) for option in (*one.opts, *one.secondary_opts)]
    options = {option for option in given if option.startswith("--")}
    shown = set(re.findall(r"--[a-z][a-z-]*", article.body)) - {"--name-only"}  # an option of git, in an example
    assert options <= shown
    assert shown <= options | {"--help"}
    assert "### Exit statuses" in article.body


def test_no_article_names_a_command_that_does_not_exist(articles: dict[str, Article]) -> None:
    for article in articles.values():
        fenced = re.findall(r"^ *```console\n(.*?)^ *```", article.body, re.MULTILINE | re.DOTALL)
        calls = re.findall(r"\bkbsearch (?:--kb \S+ |--debug )*([a-z]+)", "\n".join(fenced))
        assert set(calls) <= set(NAMES), article.path


@pytest.mark.parametrize(("table", "key"), KEYS, ids=[f"{table}.{key}" for table, key in KEYS])
def test_every_setting_is_described_as_the_program_describes_it(
    articles: dict[str, Article], table: str, key: str
) -> None:
    rows = [row for row in setting_rows(articles, table) if row[0] == key]
    assert len(rows) == 1
    assert rows[0][1].strip()
    assert KEYS[table, key] in rows[0][1]


@pytest.mark.parametrize("table", dict.fromkeys(table for table, _ in KEYS))
def test_no_setting_is_described_that_does_not_exist(articles: dict[str, Article], table: str) -> None:
    assert {key for key, _ in setting_rows(articles, table)} == {key for home, key in KEYS if home == table}


def setting_rows(articles: dict[str, Article], table: str) -> list[tuple[str, str]]:
    """Key and meaning of each setting that the reference lists under `[table]`."""
    text = articles["settings-reference"].body.partition(f"\n### [{table}]\n")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| (.*) \|$", text, re.MULTILINE)
    return [(key, meaning.replace("\\*", "*")) for key, meaning in rows]


@pytest.mark.parametrize("code", MESSAGES)
def test_an_article_is_found_first_by_its_code(handbook: KnowledgeBase, code: str) -> None:
    assert handbook.search(code).hits[0].article.id == code.lower()


@pytest.mark.parametrize("code", MESSAGES)
def test_an_article_is_found_first_by_its_message_as_printed(handbook: KnowledgeBase, code: str) -> None:
    assert handbook.search(printed(code)).hits[0].article.id == code.lower()


def test_every_article_is_found_by_all_that_it_declares(handbook: KnowledgeBase) -> None:
    kinds = [kind for kind in ProbeKind if kind is not ProbeKind.SYMPTOM]
    found = handbook.findability(kinds=kinds)
    assert [(outcome.probe.article, outcome.probe.text, outcome.front) for outcome in found.failed] == []
    assert found.articles > 50


def test_nearly_every_question_in_words_finds_its_article_among_the_first_three(handbook: KnowledgeBase) -> None:
    found = handbook.findability(kinds=[ProbeKind.SYMPTOM])
    said = [(outcome.probe.article, outcome.probe.text, outcome.front) for outcome in found.failed]
    assert found.share > 0.95, said


def test_the_worked_example_of_ranking_is_what_the_search_does(tmp_path: Path) -> None:
    example = (ROOT / "articles/how-to/how-ranking-works.md").read_text("utf-8").partition("### A worked example")[2]
    (tmp_path / "articles").mkdir()
    rows = re.findall(r"^\| (sync-\S+) \| (.+?) \| (\S+) \| (.+) \|$", example, re.MULTILINE)
    for (id, title, code, message), fix in zip(rows, ("Make a new token with `acme token new`.", "", ""), strict=True):
        front = f'id: {id}\ntitle: {title}\nerrors:\n  - code: {code}\n    message: "{message}"\n'
        (tmp_path / "articles" / f"{id}.md").write_text(f"---\n{front}---\n## Resolution\n\n{fix}\n", "utf-8")
    paste = example.partition("```\n")[2].partition("```")[0]
    shown = example.partition("```console\n")[2].partition("```")[0]
    words = ["--kb", str(tmp_path), "search", "-", "--explain"]
    ran = CliRunner().invoke(cli, words, input=paste)
    # The article shows what the numbers were; that they move a little with every weight makes it no less true.
    numbers = re.compile(r" +\d+\.\d+")
    assert numbers.sub(" N", ran.stdout) == numbers.sub(" N", shown)
    coded = CliRunner().invoke(cli, words, input=paste.replace("ERROR", "ERROR E4012", 1))
    assert "sync-e4012  code+message" in coded.stdout
