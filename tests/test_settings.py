"""kbsearch.toml: defaults without it, every key documented, and mistakes named with a guess."""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from kbsearch.errors import NoKnowledgeBase, SettingsInvalid
from kbsearch.settings import Settings


def parse(text: str) -> Settings:
    return Settings.parse(text, Path("kb"))


def keys(model: type[BaseModel], place: str = "") -> Iterator[tuple[str, Any]]:
    for name, info in model.model_fields.items():
        yield f"{place}{name}", info
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            yield from keys(info.annotation, f"{name}.")


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path)
    assert settings.name == tmp_path.name
    assert settings.articles_folder == tmp_path
    assert settings.index_folder == tmp_path / "index"
    assert settings.native
    assert settings.defaults.audience == "internal"


def test_a_folder_named_articles_holds_the_articles(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    assert Settings.load(tmp_path).articles_folder == tmp_path / "articles"


def test_every_key_of_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "kbsearch.toml").write_text(
        '[kb]\nname = "Acme"\narticles = "docs"\nindex = "/var/idx"\nignore = "drafts/"\naudience = "customer"\n'
        '[defaults]\nowner = "ana"\nproducts = ["acme-sync"]\n'
        '[fields]\ncodes = ["f1_keywords"]\n'
        '[sections]\nresolution = ["Mitigation"]\n'
        '[search]\nsynonyms = [["sign in", "log in"]]\n'
    )
    settings = Settings.load(tmp_path)
    assert settings.name == "Acme"
    assert settings.articles_folder == tmp_path / "docs"
    assert settings.index_folder == Path("/var/idx")
    assert settings.kb.ignore == ("drafts/",)
    assert settings.kb.audience == "customer"
    assert (settings.defaults.owner, settings.defaults.products) == ("ana", ("acme-sync",))
    assert settings.fields.codes == ("f1_keywords",)
    assert not settings.native
    assert settings.sections.aliases() == {"resolution": ("Mitigation",)}
    assert settings.search.synonyms == (("sign in", "log in"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            '[kb]\nignroe = ["a"]', "[kb] ignroe: no such key: did you mean 'ignore'?", id="a key that is nearly right"
        ),
        pytest.param('ignore = ["a"]', "ignore: no such key: it belongs under [kb]", id="a key outside its table"),
        pytest.param('[kb]\nowner = "a"', "[kb] owner: no such key: it belongs under [defaults]", id="another table"),
        pytest.param(
            "[defaluts]", "defaluts: no such key: did you mean 'defaults'?", id="a table that is nearly right"
        ),
        pytest.param(
            "[kb]\nzzzz = 1",
            "[kb] zzzz: no such key: the keys are name, articles, index, ignore, audience",
            id="a key like none",
        ),
        pytest.param(
            'root = "x"',
            f"root: no such key: the keys are {', '.join(name for name in Settings.model_fields if name != 'root')}",
            id="the folder is no key",
        ),
        pytest.param("kb = 3", "kb: 3 is not a table: write [kb] on a line of its own, its keys below", id="no table"),
        pytest.param("[kb]\nname = 3", "[kb] name: 3 is not allowed: input should be a valid string", id="wrong kind"),
        pytest.param(
            '[kb]\naudience = "all"',
            "[kb] audience: 'all' is not allowed: write one of 'public', 'customer', 'partner' or 'internal'",
            id="a value that is not on the list",
        ),
        pytest.param(
            '[kb]\narticles = "../x"',
            "[kb] articles: '../x' is not allowed: wants a folder inside the knowledge base",
            id="articles outside",
        ),
        pytest.param(
            '[search]\nsynonyms = [["vm"]]',
            "[search] synonyms: [['vm']] is not allowed: wants groups of two or more words or phrases",
            id="a synonym alone",
        ),
        pytest.param(
            '[defaults]\nfixby = "x"\nb = 1',
            "[defaults] fixby: no such key (and 1 more to mend): did you mean 'fix_by'?",
            id="two mistakes",
        ),
        pytest.param(
            "[[trees]]\npaht = 'a'",
            "[[trees]] paht (number 1): no such key (and 1 more to mend): did you mean 'path'?",
            id="a key of a tree that is nearly right",
        ),
        pytest.param(
            "[[trees]]\npath = 'a'\n[[trees]]\npath = 'b'\n[trees.fields]\ncoeds = ['x']",
            "[trees.fields] coeds (number 2): no such key: did you mean 'codes'?",
            id="a key of a tree's fields that is nearly right",
        ),
        pytest.param(
            "[[trees]]\n[trees.fields]",
            "[[trees]] path (number 1): it is missing: write path = ... below the heading",
            id="a tree nowhere",
        ),
        pytest.param(
            "[[trees]]\npath = ['a', '../b']",
            "[[trees]] path (number 1): ['a', '../b'] is not allowed: "
            "wants a folder below the one that holds the articles",
            id="a tree outside",
        ),
        pytest.param(
            "[[trees]]\npath = 'a'\n[[trees]]\npath = 'a/'",
            "trees: [{'path': 'a'}, {'path': 'a/'}] is not allowed: name the folder 'a' once",
            id="a tree twice",
        ),
        pytest.param(
            "[trees]\npath = 'a'",
            "trees: {'path': 'a'} is not a table: write [[trees]] on a line of its own, its keys below",
            id="a tree that is no list",
        ),
        pytest.param("path = 'a'", "path: no such key: it belongs under [[trees]]", id="a tree's key outside"),
        pytest.param(
            "[kb\nname = 1",
            "line 1, column 4: not valid TOML: Expected ']' at the end of a table declaration: "
            "put text values in double quotes, and give every key its own line",
            id="no TOML",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place_and_the_next_step(text: str, said: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        parse(text)
    assert str(caught.value) == f"wrong setting in {Path('kb') / 'kbsearch.toml'}, {said} [KBE1002]"


def test_a_file_that_is_not_text_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "kbsearch.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsInvalid, match=r"the whole file: .*: save it as readable UTF-8 text"):
        Settings.load(tmp_path)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "kbsearch.toml").write_bytes(b'\xef\xbb\xbf[kb]\nname = "x"\n')
    assert Settings.load(tmp_path).name == "x"


def test_a_missing_folder_is_no_knowledge_base(tmp_path: Path) -> None:
    with pytest.raises(NoKnowledgeBase) as caught:
        Settings.load(tmp_path / "none")
    assert "no knowledge base at" in str(caught.value)


def test_every_key_says_what_it_is_for() -> None:
    assert [key for key, info in keys(Settings) if not key.startswith("fields.") and not info.description] == []


def test_only_settings_that_change_reading_change_its_digest() -> None:
    plain = parse("").reading_digest()
    assert parse('[kb]\nname = "x"\n[search]\nsynonyms = [["a", "b"]]').reading_digest() == plain
    for table in (
        '[defaults]\nowner = "a"',
        '[sections]\ncause = "Why"',
        '[fields]\ncodes = ["c"]',
        '[[trees]]\npath = "a"',
    ):
        assert parse(table).reading_digest() != plain


def test_the_deepest_tree_that_holds_a_file_says_how_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    settings = Settings.parse(
        """
        [fields]
        codes = ["c"]
        [defaults]
        owner = "ana"
        [[trees]]
        path = ["a", "b/c"]
        [trees.defaults]
        products = "acme"
        [[trees]]
        path = "a/deep"
        fields = {}
        [trees.defaults]
        owner = "li"
        """,
        tmp_path,
    )

    def told(path: str) -> tuple[bool, str, tuple[str, ...]]:
        at = settings.at(path)
        return at.native, at.defaults.owner, at.defaults.products

    assert not settings.native
    assert told("articles/x.md") == (False, "ana", ())
    assert told("articles/ab/x.md") == (False, "ana", ())
    assert told("articles/b/c/x.md") == (False, "ana", ("acme",))
    assert told("articles/a/x/y.md") == (False, "ana", ("acme",))
    assert told("articles/a/deep/x.md") == (True, "li", ("acme",))


def test_trees_alone_leave_the_rest_to_articles_written_for_kbsearch(tmp_path: Path) -> None:
    settings = Settings.parse('[[trees]]\npath = "a"\n[trees.fields]\ncodes = ["c"]', tmp_path)
    assert not settings.native
    assert settings.at("x.md").native
    assert settings.at("a/x.md").fields.codes == ("c",)


def test_settings_travel_to_worker_processes() -> None:
    settings = parse('[defaults]\nowner = "ana"\n[[trees]]\npath = "a"')
    assert settings.at("x.md").trees == ()
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_reading_settings_loads_no_engine_and_no_markdown_parser() -> None:
    code = "import sys, kbsearch.settings; print([m for m in ('tantivy', 'markdown_it', 'yaml', 'flask') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
