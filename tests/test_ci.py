"""What others run in their CI works as it is: hooks, container, the job that is written and the one that is shown."""

import re
from pathlib import Path

import pytest
import yaml
from pre_commit.clientlib import load_manifest

from kbsearch.releases.starting import files

ROOT = Path(__file__).parent.parent
ARTICLE = (ROOT / "articles/how-to/release-in-ci.md").read_text("utf-8")


def test_the_hooks_are_ones_that_pre_commit_takes() -> None:
    hooks = load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
    lint, release = hooks
    assert (lint["id"], lint["types"], lint["pass_filenames"]) == ("kbsearch-lint", ["markdown"], True)
    assert (release["id"], release["always_run"], release["pass_filenames"]) == ("kbsearch-release", True, False)
    assert [hook["require_serial"] for hook in hooks] == [True, True]


def test_the_article_names_the_hooks_there_are() -> None:
    shown = re.findall(r"- id: (kbsearch-\w+)", ARTICLE)
    assert shown == [hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))]


def test_the_container_takes_only_what_there_is() -> None:
    text = (ROOT / "Containerfile").read_text("utf-8")
    copied = [name for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for name in line.split()]
    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {"pyproject.toml", "constraints.txt", "kbsearch", "articles"} <= set(copied)


def test_the_job_for_gitlab_in_the_article_is_the_one_that_init_writes() -> None:
    shown = next(block for block in re.findall(r"^```yaml\n(.*?)^```", ARTICLE, re.M | re.S) if "codequality" in block)
    assert yaml.safe_load(shown) == yaml.safe_load(files.gitlab("v*"))


@pytest.mark.parametrize("part", ["inputs", "outputs"])
def test_the_action_says_what_it_takes_and_gives(part: str) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    script = (ROOT / "ci/action.sh").read_text("utf-8")
    assert all(one["description"] for one in action[part].values())
    if part == "outputs":
        assert [name for name in action[part] if f"{name}=" not in script] == []
    else:
        given = action["runs"]["steps"][-1]["env"]
        assert sorted(re.findall(r"inputs\.([\w-]+)", str(given))) == sorted(set(action[part]) - {"python-version"})
        assert [name for name in given if name not in script] == []
