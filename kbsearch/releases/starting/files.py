"""The files that `kbsearch release init` writes: the manifest, a job for CI, and a hook."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kbsearch.releases.declaration import Kind
from kbsearch.releases.manifest import FILE_NAME
from kbsearch.releases.starting.guesses import Guess
from kbsearch.releases.starting.product import Product

_MANIFEST = """\
# What {product} declares, and how well its knowledge base must answer for it.
# 'kbsearch release declarations' shows what is found; 'kbsearch release schema' prints every key.
version: 1
product: {name}
{kb}
release:
  # version: "1.0.0"  # what is to be released; without it, give it with --release
{base}
"""
_NONE = """\
sources:  # no catalogue was found: say where the errors are declared, for example
# - id: errors
#   reader: yaml
#   files: ["src/**/errors.yaml"]
#   map: {each: "errors[*]", code: code, message: message}
"""

GITHUB = """\
# Does the knowledge base answer for what this change, or this release, brings?
name: release readiness
on:
  pull_request:
  push:
    tags: ["{tag}"]
permissions:
  contents: read
jobs:
  kbsearch:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0  # what is new is told from the history
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install kbsearch
      - if: github.event_name == 'pull_request'
        run: >-
          kbsearch release check --scope new --base "origin/$GITHUB_BASE_REF"
          --output github --output "markdown:$GITHUB_STEP_SUMMARY"
      - if: github.event_name == 'push'
        run: >-
          kbsearch release check --scope release --release "${{GITHUB_REF_NAME#{prefix}}}"
          --output github --output "markdown:$GITHUB_STEP_SUMMARY"
"""

GITLAB = """\
# Does the knowledge base answer for what this change, or this release, brings? In .gitlab-ci.yml:
#   include: {{local: .gitlab/kbsearch-release.yml}}
kbsearch:
  image: python:3.12-slim
  variables:
    GIT_DEPTH: 0  # what is new is told from the history
  before_script:
    - apt-get update -qq && apt-get install -y -qq --no-install-recommends git
    - python -m pip install --quiet kbsearch
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_TAG =~ /^{prefix}[0-9]/
  script:
    - |
      if [ -n "$CI_COMMIT_TAG" ]; then
        set -- --scope release --release "${{CI_COMMIT_TAG#{prefix}}}"
      else
        set -- --scope new --base "$CI_MERGE_REQUEST_DIFF_BASE_SHA"
      fi
      kbsearch release check "$@" --output text --output gitlab:kbsearch.json --output junit:kbsearch.xml
  artifacts:
    when: always
    reports:
      codequality: kbsearch.json
      junit: kbsearch.xml
"""

HOOK = """\
# 'pre-commit install --hook-type pre-push' once; what a branch brings is checked before it is pushed.
repos:
  - repo: local
    hooks:
      - id: kbsearch-release
        name: kbsearch release check
        entry: kbsearch release check --scope new
        language: system
        stages: [pre-push]
        always_run: true
        pass_filenames: false
        require_serial: true
"""


def files_for(product: Product, guesses: Sequence[Guess], is_gitlab: bool) -> dict[str, str]:
    """The files to write, by their paths in the repository: the manifest first, then the job and the hook."""
    tag = product.tag or "v*"
    job = {".gitlab/kbsearch-release.yml": gitlab(tag)} if is_gitlab else {}
    job = job or {".github/workflows/kbsearch-release.yml": github(tag)}
    return {FILE_NAME: manifest(product, guesses), **job, ".pre-commit-config.yaml": HOOK}


def manifest(product: Product, guesses: Sequence[Guess]) -> str:
    """The text of the manifest; above each source stands what it found, and what nobody said is marked as guessed."""
    where = product.knowledge_base or "../kb"
    said = "" if product.knowledge_base else "  # guessed: the folder of the knowledge base"
    base = (
        f"  base: {{tag: {json.dumps(product.tag)}}}"
        if product.tag
        else "  base: {first: true}  # no release has a tag yet"
    )
    text = _MANIFEST.format(
        product=product.name,
        name=json.dumps(product.name, ensure_ascii=False),
        kb=f"kb: {{path: {json.dumps(where, ensure_ascii=False)}}}{said}",
        base=base,
    )
    alone = all(guess.keys["kind"] == Kind.EMISSION for guess in guesses)
    if not guesses:
        return text + _NONE
    return text + "sources:\n" + "".join(_source(guess, alone) for guess in guesses)


def github(tag: str) -> str:
    """A workflow of GitHub Actions for pull requests and for tags that fit a pattern."""
    return GITHUB.format(tag=tag, prefix=tag.rstrip("*"))


def gitlab(tag: str) -> str:
    """A job for GitLab CI."""
    return GITLAB.format(prefix=tag.rstrip("*"))


def _source(guess: Guess, alone: bool) -> str:
    """One source as YAML. Codes that merely stand in source code are declared there when nothing else declares any;
    beside a catalogue they stay commented out, since not all that looks like a code is one.
    """
    keys = dict(guess.keys)
    asleep = keys["kind"] == Kind.EMISSION and not alone
    if keys["kind"] == Kind.EMISSION and alone:
        keys = {**keys, "id": keys["id"].replace("emitted", "errors"), "kind": str(Kind.ERROR)}
    files = f"{guess.files:,} {'file' if guess.files == 1 else 'files'}"
    lines = [f"# guessed: {guess.found:,} in {files}, such as {guess.example.id} in {guess.example.place}"]
    if asleep:
        lines.append("# codes that stand in source code; with them the check tells codes that nobody declares")
    lines += [f"{'- ' if place == 0 else '  '}{key}: {_flow(value)}" for place, (key, value) in enumerate(keys.items())]
    if keys["kind"] == Kind.ERROR and not asleep:
        lines.append(f"  expect: {{min: {max(1, guess.found * 9 // 10)}}}")
    return "".join(f"  {'# ' if asleep and not line.startswith('#') else ''}{line}\n" for line in lines)


def _flow(value: Any) -> str:
    """A value on one line of YAML; text is quoted so that backslashes stay what they are."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value)
    plain = text.replace("_", "").replace("-", "").isalnum() and not text[0].isdigit()
    return text if plain else "'" + text.replace("'", "''") + "'"
