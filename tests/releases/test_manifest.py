"""The manifest says what a product declares; a mistake in it is told with its place and what was meant."""

import html
import json
import re
from importlib import resources
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from kbsearch.errors import ManifestInvalid, ManifestMissing
from kbsearch.releases.declaration import Kind
from kbsearch.releases.manifest import (
    DEFAULT_REQUIRE,
    BaseKeys,
    BaselineKeys,
    KbKeys,
    Manifest,
    ProbeKeys,
    RankKeys,
    ReleaseKeys,
    Requirement,
    ReviewKeys,
    WaiverKeys,
    json_schema,
)
from kbsearch.releases.sources import Expectation, Listed, Source

FULL = """\
version: 1
product: controlplane
kb: {path: ../kb}
release: {version: 4.10, date: 2026-11-30, base: {tag: "v4.*"}}
x-team: {of: ours}
sources:
  - id: errors
    reader: yaml
    files: ["src/**/errors.yaml"]
    map: {each: "errors[*]", code: code, severity: level}
    expect: {min: 200, max_drop: 5%}
    x-note: ours
  - id: flags
    kind: feature
    reader: yaml
    files: flags/*.yaml
    duty: {alpha: claimed, beta: findable, ga: agrees}
require:
  - {kind: error, severity: [fatal, error], audience: customer, level: agrees}
  - {kind: feature, level: findable}
probes: {fill: {port: 5432, host: [db-01.acme.example]}}
review: {max_age: 90d, not_author: no}
"""

SMALL = "version: 1\nproduct: acme-sync\nsources:\n  - {id: errors, reader: json, files: errors.json}\n"


def parse(text: str) -> Manifest:
    return Manifest.parse(text, Path("kbsearch-release.yaml"))


def test_a_manifest_is_read_as_it_is_written() -> None:
    manifest = parse(FULL)
    errors, flags = manifest.sources
    assert (manifest.release.version, str(manifest.release.date)) == ("4.10", "2026-11-30")
    assert (errors.kind, errors.expect.min, errors.expect.max_drop) == (Kind.ERROR, 200, 0.05)
    assert (flags.kind, flags.files, flags.duty["beta"]) == (Kind.FEATURE, ("flags/*.yaml",), "findable")
    assert manifest.require[0].severity == ("fatal", "error")
    assert manifest.probes.fill["port"] == ("5432",)
    assert (manifest.review.max_age, manifest.review.not_author) == (90, False)


def test_what_a_manifest_leaves_out_has_a_default() -> None:
    manifest = parse(SMALL)
    assert manifest.require == DEFAULT_REQUIRE
    assert (manifest.release.base.tag, manifest.waivers.max_days, manifest.baseline.growth) == ("v*", 90, "forbid")
    assert (manifest.sources[0].expect.min, manifest.sources[0].expect.max_drop) == (1, 0.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            SMALL.replace("reader", "readr"),
            "line 4, column 18, sources.1.readr: no such key (and 1 more to mend): did you mean 'reader'?",
            id="unknown key of a source",
        ),
        pytest.param(
            f"{SMALL}relase: {{version: 4}}\n",
            "line 5, column 1, relase: no such key: did you mean 'release'?",
            id="unknown key",
        ),
        pytest.param(
            f"{SMALL}baseline: {{colour: red}}\n",
            "line 5, column 12, baseline.colour: no such key: the keys are file, growth; what begins with x- is free",
            id="unknown key that is like none",
        ),
        pytest.param(
            f"{SMALL}release:\n  base: {{tags: v*}}\n",
            "line 6, column 10, release.base.tags: no such key: did you mean 'tag'?",
            id="unknown key deep inside",
        ),
        pytest.param(
            SMALL.replace("product: acme-sync\n", ""),
            "line 1, column 1, product: it is missing: add 'product: ...'",
            id="missing key",
        ),
        pytest.param(
            SMALL.replace("json,", "xml,"),
            "line 4, column 18, sources.1.reader: 'xml' is not allowed: write one of 'regex', 'json', 'yaml', 'toml', "
            "'properties', 'po', 'proto', 'table', 'c-header', 'python-ast', 'declarations' or 'list'",
            id="unknown reader",
        ),
        pytest.param(
            SMALL.replace("json,", "regex,"),
            "line 4, column 5, sources.1: it is not as it must be: reader regex wants a 'pattern' with named groups "
            "such as (?P<code>...)",
            id="regex without a pattern",
        ),
        pytest.param(
            SMALL.replace("errors.json}", "e.json, map: {kode: x}}"),
            "line 4, column 5, sources.1: it is not as it must be: 'map' knows no 'kode': its keys are audience, code, "
            "each, id, message, owner, severity, since, stage, title",
            id="unknown field in map",
        ),
        pytest.param(
            SMALL.replace("errors.json}", "e.json, skip_lines: '('}"),
            "line 4, column 47, sources.1.skip_lines: '(' is not allowed: write a regular expression: missing ), "
            "unterminated subpattern at position 0",
            id="no regular expression",
        ),
        pytest.param(
            f"{SMALL}  - {{id: errors, reader: po, files: x.po}}\n",
            "line 3, column 1, sources: it is not as it must be: give every source an id of its own: 'errors' stands "
            "here twice",
            id="an id twice",
        ),
        pytest.param(
            SMALL.replace("version: 1", "version: 2"),
            "line 1, column 1, version: it is not as it must be: write one of 1",
            id="format of a later kbsearch",
        ),
        pytest.param(
            SMALL.replace("errors.json", "*.json"),
            "line 4, column 39, the YAML: a value cannot begin with '*': put the value in quotes",
            id="pattern without quotes",
        ),
        pytest.param(
            "version: 1\nproduct: acme-sync\nsources: []\n",
            "line 3, column 1, sources: it is not as it must be: write at least one source below it",
            id="no source",
        ),
        pytest.param(
            f"{SMALL}product: b\n",
            "line 5, column 1, the YAML: the key 'product' stands here and in line 2: keep one of them",
            id="key twice",
        ),
        pytest.param(
            f"{SMALL}release: {{date: 30.11.2026}}\n",
            "line 5, column 11, release.date: '30.11.2026' is not allowed: input should be a valid date or datetime, "
            "invalid character in year",
            id="no date",
        ),
        pytest.param(
            f"{SMALL}path: x\n",
            "line 5, column 1, path: no such key: the keys are version, product, kb, release, sources, require, probes, "
            "review, waivers, baseline; what begins with x- is free",
            id="key of ours alone",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_was_meant(text: str, said: str) -> None:
    with pytest.raises(ManifestInvalid) as raised:
        parse(text)
    assert str(raised.value) == f"wrong manifest kbsearch-release.yaml, {said} [KBE1071]"


def test_without_a_manifest_the_command_that_writes_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestMissing) as raised:
        Manifest.load(tmp_path / "kbsearch-release.yaml")
    assert str(raised.value) == (
        f"there is no manifest {tmp_path / 'kbsearch-release.yaml'}: write one with 'kbsearch release init', "
        "or name it with --manifest [KBE1070]"
    )


def test_the_schema_that_is_shipped_is_that_of_the_manifest() -> None:
    """After a change: kbsearch release schema > kbsearch/releases/manifest.schema.json."""
    shipped = resources.files("kbsearch.releases").joinpath("manifest.schema.json").read_text("utf-8")
    assert json.loads(shipped) == json_schema()


@pytest.mark.parametrize("text", [FULL, SMALL], ids=["full", "small"])
def test_what_the_manifest_takes_its_schema_takes(text: str) -> None:
    written = yaml.safe_load(text)
    written.get("release", {}).pop("date", None)  # a date in YAML, a text in JSON
    jsonschema_rs.validator_for(json_schema()).validate(written)


def test_the_schema_knows_no_other_keys() -> None:
    validator = jsonschema_rs.validator_for(json_schema())
    assert not validator.is_valid(yaml.safe_load(SMALL.replace("reader", "readr")))
    assert not validator.is_valid(yaml.safe_load(f"{SMALL}relase: {{version: 4}}\n"))


MODELS = {
    "The top": Manifest,
    "kb": KbKeys,
    "release": ReleaseKeys,
    "release.base": BaseKeys,
    "sources": Source,
    "sources.expect": Expectation,
    "sources.items": Listed,
    "require": Requirement,
    "probes": ProbeKeys,
    "probes.max_rank": RankKeys,
    "review": ReviewKeys,
    "waivers": WaiverKeys,
    "baseline": BaselineKeys,
}


@pytest.mark.parametrize("heading", MODELS)
def test_every_key_is_described_as_the_program_describes_it(heading: str) -> None:
    article = Path(__file__).parents[2] / "articles/how-to/release-manifest.md"
    table = article.read_text("utf-8").partition(f"\n### {heading}\n")[2].partition("\n### ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE))
    described = {key: info.description for key, info in MODELS[heading].model_fields.items() if not info.exclude}
    assert {key: html.unescape(meaning.replace("\\*", "*")) for key, meaning in rows.items()} == described


def test_the_examples_of_the_article_are_manifests() -> None:
    article = (Path(__file__).parents[2] / "articles/how-to/release-manifest.md").read_text("utf-8")
    whole, sources = re.findall(r"^```yaml\n(.*?)^```", article, re.MULTILINE | re.DOTALL)
    assert len(parse(whole).sources) == 2
    assert len(parse(f"version: 1\nproduct: acme-sync\n{sources}").sources) == 3
