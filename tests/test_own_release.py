"""kbsearch is held to its own release check: all that it can print has an article that is found, or the check blocks."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.articles.rules import RULES as LINT_RULES
from kbsearch.cli.app import COMMANDS
from kbsearch.releases.base import Scope
from kbsearch.releases.declarations import read
from kbsearch.releases.gathering import gather
from kbsearch.releases.manifest import Manifest
from kbsearch.releases.rules import RULES as GATE_RULES
from kbsearch.releases.tree import FolderTree
from tests.test_handbook import classes

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return Manifest.load(ROOT / "kbsearch-release.yaml")


def test_every_code_and_every_command_is_declared_from_the_source(manifest: Manifest) -> None:
    declared = read(manifest, FolderTree(ROOT))
    assert declared.faults == ()
    messages = {one.id: one.message for one in declared.declarations if one.kind == "error"}
    rules = {rule.code: rule.message for rule in (*LINT_RULES.values(), *GATE_RULES.values())}
    assert messages == {error.code: error.message for error in classes()} | rules
    features = {one.id for one in declared.declarations if one.kind == "feature"}
    assert features == {f"command-{name}" for group in COMMANDS.values() for name in group}


def test_what_has_no_article_blocks_and_nothing_else(tmp_path: Path, manifest: Manifest) -> None:
    shutil.copytree(ROOT / "articles", tmp_path / "articles")
    shutil.copy(ROOT / "kbsearch.toml", tmp_path)
    for name in ("errors/kbe1003.md", "lint/kbl205.md", "how-to/command-lint.md"):
        (tmp_path / "articles" / name).unlink()
    with KnowledgeBase.open(tmp_path) as kb:
        kb.index()
        question = gather(manifest, Scope.ALL, today=date(2026, 11, 28), root=tmp_path)
        found = kb.readiness(question).blocking("error")
    assert sorted((one.rule, one.subject) for one in found) == [
        ("KBR301", "error:KBE1003"),
        ("KBR301", "error:KBL205"),
        ("KBR302", "feature:command-lint"),
    ]
