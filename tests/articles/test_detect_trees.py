"""Detection in a knowledge base of several trees: each is read in its own way, and one mapping stays one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kbsearch.articles.detect import Detection, Tree, detect
from kbsearch.articles.learn.units import MOST, folders_of
from kbsearch.settings import Settings

Pairs = list[tuple[str | None, str | None]]
Look = Callable[[dict[str, str]], tuple[Detection, dict[str, Pairs]]]

WORDS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu")


def compiler(folder: str, prefix: str = "QX") -> dict[str, str]:
    """A reference whose pages have the code in the title and the message in a block quote."""
    return {
        f"{folder}error-{prefix.lower()}{1001 + n}.md": f"# Compiler error {prefix}{1001 + n}\n\n> cannot find '*{word}*'\n\n"
        f"## Remarks\n\nYou may also see the following error message:\n\n```\nbuild stopped at {word}\n```\n"
        for n, word in enumerate(WORDS)
    }


def support(folder: str) -> dict[str, str]:
    """A support knowledge base whose texts announce what was shown."""
    return {
        f"{folder}{word}-stops.md": f"---\ntitle: The {word} service stops\napplies_to: [Post Server]\n---\n"
        f"> Written for administrators.\n\n## Symptoms\n\nYou receive the following error message:\n\n"
        f"```output\nThe {word} service has stopped.\n```\n\n## Resolution\n\nStart it.\n"
        for word in WORDS
    }


def rules_pages(folder: str) -> dict[str, str]:
    """Pages of rules, called by the name of the rule."""
    return {
        f"{folder}no-{word}.md": f"# no-{word}\n\nThis rule looks for {word}.\n\n## Examples\n\nNone.\n"
        for word in WORDS
    }


def own(folder: str) -> dict[str, str]:
    """Articles that were written for kbsearch."""
    return {
        f"{folder}{word}.md": f"---\ntitle: {word}\nerrors:\n  - code: NA-{n}\n    message: no {word} left\n---\n## Issue\n\nText.\n"
        for n, word in enumerate(WORDS)
    }


def test_folders_that_differ_are_each_read_in_their_own_way(look: Look) -> None:
    detection, read = look(compiler("tools/") | support("mail/") | rules_pages("lint/"))
    trees = {tree.folders: tree.rules for tree in (detection.most, *detection.trees)}
    assert set(trees) == {(), ("tools",)}  # no page of "mail" is read otherwise by the rules of "lint"
    assert read["tools/error-qx1001.md"] == [("QX1001", "cannot find '*alpha*'")]
    assert read["mail/alpha-stops.md"] == [(None, "The alpha service has stopped.")]
    assert read["lint/no-alpha.md"] == [("no-alpha", None)]


def test_one_mapping_that_serves_all_folders_stays_one(look: Look) -> None:
    detection, read = look(compiler("a/", "QX") | compiler("b/c/", "LK") | compiler("b/d/", "RC"))
    assert detection.trees == ()
    assert set(detection.most.rules.code_shapes) == {r"QX\d{4}", r"LK\d{4}", r"RC\d{4}"}
    assert read["b/d/error-rc1002.md"] == [("RC1002", "cannot find '*beta*'")]


def test_folders_of_one_kind_share_a_mapping_and_the_highest_is_named(look: Look) -> None:
    detection, _ = look(
        support("mail/") | support("web/") | support("disk/") | compiler("tools/one/") | compiler("tools/two/", "LK")
    )
    assert [tree.folders for tree in detection.trees] == [("tools",)]
    assert detection.most.rules.products == ("applies_to",)


def test_what_holds_for_the_folder_around_all_others_holds_everywhere_else(look: Look) -> None:
    detection, read = look(support("docs/") | compiler("docs/errors/") | compiler("docs/more/", "LK"))
    assert [tree.folders for tree in detection.trees] == [("docs/errors", "docs/more")]
    assert detection.articles == len(read)
    assert detection.most.articles == len(WORDS)


def test_a_folder_inside_another_kind_is_named_by_itself(look: Look) -> None:
    detection, read = look(support("docs/") | support("docs/more/") | support("docs/most/") | compiler("docs/errors/"))
    assert [tree.folders for tree in detection.trees] == [("docs/errors",)]
    assert read["docs/errors/error-qx1003.md"] == [("QX1003", "cannot find '*gamma*'")]
    assert read["docs/more/beta-stops.md"] == [(None, "The beta service has stopped.")]


def test_mixed_articles_in_one_folder_are_told_by_what_they_show(look: Look) -> None:
    detection, read = look(compiler("") | support(""))
    assert detection.trees == ()
    assert read["error-qx1001.md"] == [("QX1001", "cannot find '*alpha*'")]
    assert read["alpha-stops.md"] == [(None, "The alpha service has stopped.")]


def test_articles_written_for_kbsearch_stay_so_beside_a_foreign_tree(look: Look, tmp_path: Path) -> None:
    detection, read = look(own("ours/") | compiler("theirs/"))
    assert [(tree.folders, tree.rules.is_set) for tree in detection.trees] == [(("ours",), False)]
    assert Settings.parse(detection.toml(), tmp_path).at("ours/x.md").native
    assert read["ours/alpha.md"] == [("NA-0", "no alpha left")]
    assert read["theirs/error-qx1001.md"] == [("QX1001", "cannot find '*alpha*'")]


def test_the_article_folder_is_no_part_of_the_paths(look: Look) -> None:
    detection, read = look(compiler("articles/tools/") | support("articles/mail/"))
    assert [tree.folders for tree in detection.trees] == [("tools",)]
    assert read["articles/tools/error-qx1001.md"] == [("QX1001", "cannot find '*alpha*'")]


def test_the_settings_hold_what_was_found(look: Look, tmp_path: Path) -> None:
    detection, _ = look(compiler("tools/") | support("mail/") | own("ours/"))
    settings = Settings.parse(detection.toml(), tmp_path)
    assert settings.fields == detection.most.rules
    assert [(tree.path, tree.fields) for tree in settings.trees] == [
        (tree.folders, tree.rules) for tree in detection.trees
    ]


def test_a_few_files_at_the_top_are_read_like_most(look: Look) -> None:
    detection, _ = look(
        {"start.md": "# Start here\n\nText.\n"} | compiler("tools/") | support("mail/") | support("web/")
    )
    assert [tree.folders for tree in detection.trees] == [("tools",)]


def test_progress_counts_the_articles(tmp_path: Path) -> None:
    for path, text in compiler("").items():
        (tmp_path / path).write_text(text, "utf-8")
    said: list[tuple[int, int, str]] = []
    detect(tmp_path, lambda done, total, phase: said.append((done, total, phase)))
    assert said == [(n + 1, len(WORDS), "looking") for n in range(len(WORDS))]


def test_no_articles_teach_nothing(tmp_path: Path) -> None:
    assert detect(tmp_path) == Detection(Tree((), 0, detect(tmp_path).most.rules))


@pytest.mark.parametrize(
    ("counts", "homes"),
    [
        pytest.param({"a": 10, "b": 12}, {"a": "a", "b": "b"}, id="folders with enough files"),
        pytest.param({"a": 10, "b": 2}, {"a": "a", "b": ""}, id="a small one joins the whole"),
        pytest.param({"a/x": 6, "a/y": 6}, {"a/x": "a", "a/y": "a"}, id="small ones join the one around them"),
        pytest.param({"a": 20, "a/b/c": 3, "a/b/d": 10}, {"a": "a", "a/b/c": "a", "a/b/d": "a/b/d"}, id="deeper ones"),
        pytest.param({"": 3, "a": 11}, {"": "", "a": "a"}, id="files at the top"),
    ],
)
def test_each_file_is_looked_at_with_its_folder(counts: dict[str, int], homes: dict[str, str]) -> None:
    files = {f"{folder}/{n}.md".lstrip("/"): folder for folder, count in counts.items() for n in range(count)}
    found = folders_of(files)
    assert {folder: found[path] for path, folder in files.items()} == homes


def test_of_very_many_folders_the_smallest_join_the_one_around_them() -> None:
    found = folders_of(f"all/f{folder}/{n}.md" for folder in range(40) for n in range(10 + folder))
    assert len(set(found.values())) == MOST
    assert found["all/f39/0.md"] == "all/f39"
    assert found["all/f0/0.md"] == ""
