"""What is new is what is declared now and was not declared so at the base; without a base nobody says 'no changes'."""

import json
from pathlib import Path

import pytest

from kbsearch.errors import BaseMissing, ReleaseShipped
from kbsearch.releases.base import Base, Scope, find_base
from kbsearch.releases.changes import Changes, compare, declared_at, drops
from kbsearch.releases.declarations import read
from kbsearch.releases.manifest import FILE_NAME, BaseKeys, Manifest
from kbsearch.releases.tree import FolderTree
from tests.releases.conftest import git, write

MANIFEST = """\
version: 1
product: acme-sync
release: {version: "4.2.0"}
sources:
  - {id: errors, reader: json, files: "*.json", expect: {max_drop: 20%}}
  - {id: flags, kind: feature, reader: yaml, files: "flags/*.yaml", map: {id: name, stage: stage}, expect: {min: 0}}
"""


class Product:
    """A product's repository, and what the check finds out about it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            write(self.root, {name.replace("__", "/").replace("_json", ".json").replace("_yaml", ".yaml"): text})
        git(self.root, "add", "-A")
        git(self.root, "commit", "-qm", "work", "--allow-empty")

    def manifest(self) -> Manifest:
        return Manifest.load(self.root / FILE_NAME)

    def base(self, scope: Scope = Scope.RELEASE, given: str = "", **release: object) -> Base:
        keys = self.manifest().release.model_copy(update=release)
        return find_base(self.root, keys, scope, given)

    def changes(self, base: Base | None = None) -> Changes:
        manifest = self.manifest()
        before = declared_at(manifest, base or self.base())
        return compare(before, read(manifest, FolderTree(self.root)))


@pytest.fixture
def product(tmp_path: Path) -> Product:
    """A product of which 4.1.0 was released."""
    root = tmp_path / "product"
    write(root, {FILE_NAME: MANIFEST})
    made = Product(root)
    git(root, "init", "-q")
    made.commit(e_json=json.dumps({f"E{n}": f"text {n}" for n in range(10)}), flags__a_yaml="{name: a, stage: alpha}")
    git(root, "tag", "v4.1.0")
    return made


def test_only_what_is_declared_otherwise_is_new(product: Product) -> None:
    now = {"E3": "text\n3", "E10": "new", "E4": "other", **{f"E{n}": f"text {n}" for n in (9, 8, 7, 6, 5, 2, 1)}}
    product.commit(e_json=json.dumps(now, indent=1), flags__a_yaml="{name: a, stage: beta}")
    changes = product.changes()
    assert [one.subject for one in changes.added] == ["error:E10"]
    assert [(one.before.message, one.after.message) for one in changes.reworded] == [("text 4", "other")]
    assert [(one.before.stage, one.after.stage) for one in changes.promoted] == [("alpha", "beta")]
    assert [one.subject for one in changes.removed] == ["error:E0"]
    assert changes.subjects == {"error:E10", "error:E4", "feature:a"}


def test_what_is_not_committed_yet_is_new_too(product: Product) -> None:
    write(product.root, {"more.json": '{"E99": "x"}'})
    assert product.changes().subjects == {"error:E99"}


def test_moving_a_catalogue_makes_nothing_new(product: Product) -> None:
    git(product.root, "mv", "e.json", "catalogue.txt")
    text = MANIFEST.replace('"*.json"', "catalogue.txt")
    write(product.root, {FILE_NAME: text})
    product.commit()
    assert product.changes() == Changes()


def test_a_source_that_is_new_in_the_manifest_makes_old_declarations_no_new_ones(product: Product) -> None:
    product.commit(old_txt="")
    write(product.root, {"codes.csv": "code,message\nX1,x\n"})
    product.commit()
    git(product.root, "tag", "v4.1.1")
    write(product.root, {FILE_NAME: MANIFEST + "  - {id: table, reader: table, files: codes.csv}\n"})
    product.commit()
    assert product.changes() == Changes()


@pytest.mark.parametrize(
    ("before", "after", "promoted"),
    [
        pytest.param("alpha", "beta", True, id="a later stage"),
        pytest.param("beta", "alpha", False, id="an earlier stage"),
        pytest.param("beta", "GA", True, id="whatever its letters"),
        pytest.param("wave-1", "wave-2", True, id="stages of one's own"),
        pytest.param("beta", "beta", False, id="no change"),
    ],
)
def test_a_feature_is_promoted_when_more_people_will_meet_it(
    product: Product, before: str, after: str, promoted: bool
) -> None:
    product.commit(flags__a_yaml=f"{{name: a, stage: {before}}}")
    git(product.root, "tag", "v4.1.1")
    product.commit(flags__a_yaml=f"{{name: a, stage: {after}}}")
    assert product.changes().subjects == ({"feature:a"} if promoted else set())


def lost(product: Product) -> list[str]:
    manifest, base = product.manifest(), product.base()
    said = drops(manifest, base, declared_at(manifest, base), read(manifest, FolderTree(product.root)))
    return [str(one) for one in said]


def test_a_source_that_lost_too_much_is_told(product: Product) -> None:
    product.commit(e_json='{"E1": "text 1", "E90": "x", "E91": "x"}')
    assert lost(product) == [
        "source 'errors' found 1 of the 10 of v4.1.0 in 1 file, but at most 20% may be gone: correct the source, or raise "
        "'expect: {max_drop: ...}' if so much is really gone [KBE1075]"
    ]


def test_what_another_source_declares_now_is_not_lost(product: Product) -> None:
    git(product.root, "mv", "e.json", "e.txt")
    other = MANIFEST.replace('id: errors, reader: json, files: "*.json"', 'id: others, reader: json, files: "*.txt"')
    write(product.root, {FILE_NAME: other})
    assert lost(product) == []


def test_a_source_that_was_taken_out_of_the_manifest_is_told(product: Product) -> None:
    rest = "".join(line for line in MANIFEST.splitlines(keepends=True) if "id: errors" not in line)
    write(product.root, {FILE_NAME: rest})
    assert lost(product) == [
        "source 'errors' found 0 of the 10 of v4.1.0 in 0 files, but at most 50% may be gone: correct the source, or raise "
        "'expect: {max_drop: ...}' if so much is really gone [KBE1075]"
    ]


def test_the_base_of_a_release_is_the_newest_whole_release_before_it(product: Product) -> None:
    for tag in ("v4.1.10", "v4.1.9", "v4.2.0-rc1", "v5.0.0", "other-9"):
        product.commit()
        git(product.root, "tag", tag)
    product.commit()
    assert product.base().name == "v4.1.10"
    assert product.base(version="5.1").name == "v5.0.0"
    assert product.base(given="other-9") == Base("other-9", git(product.root, "rev-parse", "other-9"))


def test_the_tag_of_the_release_itself_is_no_base(product: Product) -> None:
    product.commit()
    git(product.root, "tag", "-a", "v4.2.0", "-m", "released")
    assert product.base().name == "v4.1.0"
    assert product.base(version="").name == "v4.1.0"


def test_a_release_that_has_shipped_is_refused(product: Product) -> None:
    product.commit()
    git(product.root, "tag", "v4.2.0")
    product.commit()
    with pytest.raises(ReleaseShipped) as raised:
        product.base()
    assert str(raised.value) == (
        "release 4.2.0 has shipped: the tag v4.2.0 stands on another commit: give the next version with --release, or "
        "write it into the manifest [KBE1072]"
    )
    assert product.base(Scope.ALL).name == "v4.1.0"


def test_the_base_of_a_branch_is_where_it_left_the_other(product: Product) -> None:
    left = git(product.root, "rev-parse", "HEAD")
    git(product.root, "checkout", "-qb", "topic")
    product.commit(topic_json='{"E20": "x"}')
    git(product.root, "checkout", "-q", "main")
    product.commit(main_json='{"E30": "x"}')
    git(product.root, "checkout", "-q", "topic")
    assert product.base(Scope.NEW) == Base("main", left)
    assert product.changes(product.base(Scope.NEW)).subjects == {"error:E20"}
    assert product.base(Scope.NEW, given="v4.1.0") == Base("v4.1.0", left)
    assert product.base(Scope.NEW, given="HEAD").commit == git(product.root, "rev-parse", "HEAD")


def test_before_the_first_release_everything_is_new(product: Product) -> None:
    git(product.root, "tag", "-d", "v4.1.0")
    write(product.root, {FILE_NAME: MANIFEST.replace('"4.2.0"}', '"4.2.0", base: {first: yes}}')})
    assert product.base() == Base("the beginning")
    assert len(product.changes().added) == 11


@pytest.mark.parametrize(
    ("scope", "given", "said"),
    [
        pytest.param(
            Scope.RELEASE,
            "",
            "what was declared at the newest tag 'v*' cannot be told (the clone is shallow): run 'git fetch --unshallow "
            "--tags' and try again [KBE1073]",
            id="tag of the last release",
        ),
        pytest.param(
            Scope.RELEASE,
            "v4.1.0",
            "what was declared at v4.1.0 cannot be told (the clone is shallow): run 'git fetch --unshallow --tags' and try "
            "again [KBE1073]",
            id="a tag by name",
        ),
        pytest.param(
            Scope.NEW,
            "",
            "what was declared at the main branch cannot be told (the clone is shallow): run 'git fetch --unshallow' and "
            "try again [KBE1073]",
            id="where the branch began",
        ),
    ],
)
def test_in_a_shallow_clone_the_command_that_mends_it_is_named(
    product: Product, tmp_path: Path, scope: Scope, given: str, said: str
) -> None:
    git(product.root, "checkout", "-qb", "topic")
    product.commit(topic_json='{"E20": "x"}')
    git(product.root, "checkout", "-q", "main")
    product.commit(main_json='{"E30": "x"}')
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "topic", product.root.as_uri(), "clone")
    clone = Product(tmp_path / "clone")
    if scope is Scope.NEW:
        git(clone.root, "fetch", "-q", "--depth", "1", "origin", "main:refs/remotes/origin/main")
    with pytest.raises(BaseMissing) as raised:
        clone.base(scope, given)
    assert str(raised.value) == said
    git(clone.root, *str(raised.value.values["command"]).split()[1:])
    assert clone.changes(clone.base(scope, given)).subjects == {"error:E20"}


@pytest.mark.parametrize(
    ("words", "scope", "given", "said"),
    [
        pytest.param(
            ["tag", "-d", "v4.1.0"],
            Scope.RELEASE,
            "",
            "what was declared at the newest tag 'v*' cannot be told (HEAD comes after no such tag): run 'git fetch --tags' "
            "and try again [KBE1073]",
            id="no tag",
        ),
        pytest.param(
            ["branch", "-m", "trunk"],
            Scope.NEW,
            "",
            "what was declared at the main branch cannot be told (git knows no such commit here): run 'git fetch --tags "
            "origin +refs/heads/main:refs/remotes/origin/main' and try again [KBE1073]",
            id="no main branch",
        ),
        pytest.param(
            ["checkout", "-q", "--orphan", "void"],
            Scope.RELEASE,
            "",
            "what was declared at the newest tag 'v*' cannot be told (the repository has no commit yet): run 'git commit' "
            "and try again [KBE1073]",
            id="no commit",
        ),
        pytest.param(
            ["tag"],
            Scope.RELEASE,
            "--all",
            "what was declared at --all cannot be told (no commit can have that name): run 'git log --oneline --all' and "
            "try again [KBE1073]",
            id="an option for a name",
        ),
    ],
)
def test_without_a_base_the_command_that_mends_it_is_named(
    product: Product, words: list[str], scope: Scope, given: str, said: str
) -> None:
    git(product.root, *words)
    with pytest.raises(BaseMissing) as raised:
        product.base(scope, given)
    assert str(raised.value) == said


def test_outside_of_git_nothing_is_new_or_old(tmp_path: Path) -> None:
    with pytest.raises(BaseMissing) as raised:
        find_base(tmp_path, Manifest.parse(MANIFEST, tmp_path / FILE_NAME).release, Scope.RELEASE)
    assert str(raised.value) == (
        "what was declared at the newest tag 'v*' cannot be told (no git repository is here): run 'git clone URL' and try "
        "again [KBE1073]"
    )


def test_the_branch_of_origin_is_named_as_people_write_it(product: Product, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "product", "clone")
    clone = Product(tmp_path / "clone")
    assert clone.base(Scope.NEW).name == "origin/HEAD"
    assert clone.base(Scope.NEW, base=BaseKeys(branch="main")).name == "origin/main"
