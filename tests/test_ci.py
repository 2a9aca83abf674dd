"""What others run in their CI works as it is: hooks, container, the job that is written and the one that is shown."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pre_commit.clientlib import load_manifest

from kbsearch.releases.starting import files
from tests.releases.conftest import git, write

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


ARTICLE_E1 = """\
---
id: sync-e1
title: "E1: no room on the disk"
products: [acme-sync]
errors:
  - {code: E1, message: "no room on {disk}"}
confidence: validated
audience: public
owner: ana
fix_by: agent
reviewed: {by: li, on: 2026-11-20}
---
## Issue

The copy stops.

## Environment

Any.

## Resolution

Free some room on the disk, then start the copy again.

## Cause

The disk is full.
"""
MANIFEST = """\
version: 1
product: acme-sync
kb: {path: ../kb}
release: {version: "1.1"}
sources:
  - {id: errors, reader: yaml, files: errors.yaml}
"""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of a product on a branch that brings an error without an article; version 1.0 has shipped."""
    home = tmp_path_factory.mktemp("ci")
    write(home / "kb", {"kbsearch.toml": "", "articles/sync-e1.md": ARTICLE_E1})
    origin = home / "origin"
    write(origin, {"kbsearch-release.yaml": MANIFEST, "errors.yaml": 'E1: "no room on {disk}"\n'})
    git(origin, "init", "-q")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "first")
    git(origin, "tag", "v1.0")
    git(home, "clone", "-q", "origin", "product")
    git(home / "product", "checkout", "-qb", "topic")
    write(home / "product", {"errors.yaml": 'E1: "no room on {disk}"\nE2: "remote refused token"\n'})
    git(home / "product", "commit", "-qam", "second")
    return home / "product"


def run(product: Path, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a program as a job would, with the kbsearch that is tested first on its path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    surroundings = {"PATH": path, "HOME": str(product.parent), "LC_ALL": "C.UTF-8", **given}
    return subprocess.run(
        words, cwd=product, env=surroundings, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    "event",
    [
        pytest.param({"GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main"}, id="pull request"),
        pytest.param({"GITHUB_EVENT_NAME": "push", "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1.1"}, id="tag"),
    ],
)
def test_the_action_blocks_and_says_where(product: Path, tmp_path: Path, event: dict[str, str]) -> None:
    given = {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    sarif = tmp_path / "kbsearch.sarif"
    ran = run(
        product, "bash", str(ROOT / "ci/action.sh"), RUNNER_TEMP=str(tmp_path), SARIF=str(sarif), **given, **event
    )
    assert ran.returncode == 1, ran.stderr
    assert re.search(r"^::error file=errors\.yaml,line=2,", ran.stdout, re.MULTILINE)
    assert (tmp_path / "GITHUB_OUTPUT").read_text("utf-8").splitlines() == [
        "blocked=true",
        f"report={tmp_path}/kbsearch-release.json",
        "missing=1",
    ]
    assert "E2" in (tmp_path / "GITHUB_STEP_SUMMARY").read_text("utf-8")
    assert json.loads(sarif.read_text("utf-8"))["version"] == "2.1.0"


def test_the_action_lets_pass_what_is_covered(product: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    given = {"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(output), "SCOPE": "new", "BASE": "HEAD"}
    ran = run(product, "bash", str(ROOT / "ci/action.sh"), **given)
    assert ran.returncode == 0, ran.stderr
    assert output.read_text("utf-8").splitlines()[::2] == ["blocked=false", "missing=0"]


def test_the_hooks_run_as_pre_commit_runs_them(product: Path) -> None:
    lint, release = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    article = str(product.parent / "kb/articles/sync-e1.md")
    assert run(product, *lint["entry"].split(), "--kb", "../kb", article).returncode == 0
    ran = run(product, *release["entry"].split())
    assert (ran.returncode, "E2" in ran.stdout) == (1, True)


def test_the_job_for_gitlab_runs_as_its_shell_runs_it(product: Path) -> None:
    base = git(product, "merge-base", "HEAD", "origin/main")
    script = yaml.safe_load(files.gitlab("v*"))["kbsearch"]["script"][0]
    ran = run(product, "sh", "-c", script, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert ran.returncode == 1, ran.stderr
    assert [one["location"]["path"] for one in json.loads((product / "kbsearch.json").read_text())] == ["errors.yaml"]
    assert "<failure" in (product / "kbsearch.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("step", "given"),
    [
        pytest.param(0, {"GITHUB_BASE_REF": "main"}, id="pull request"),
        pytest.param(1, {"GITHUB_REF_NAME": "v1.1"}, id="tag"),
    ],
)
def test_the_job_for_github_that_init_writes_runs(
    product: Path, tmp_path: Path, step: int, given: dict[str, str]
) -> None:
    steps = [one["run"] for one in yaml.safe_load(files.github("v*"))["jobs"]["kbsearch"]["steps"] if "if" in one]
    ran = run(product, "bash", "-ec", steps[step], GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"), **given)
    assert ran.returncode == 1, ran.stderr
    assert "::error file=errors.yaml,line=2," in ran.stdout
    assert "E2" in (tmp_path / "summary.md").read_text("utf-8")
