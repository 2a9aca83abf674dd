"""The manifest says what a product declares; a mistake in it is told with its place and what was meant."""

from pathlib import Path

import pytest

from kbsearch.errors import ManifestInvalid, ManifestMissing
from kbsearch.releases.declaration import Kind
from kbsearch.releases.manifest import DEFAULT_REQUIRE, Manifest

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
