"""The list of public names says what there is, and asking for it costs nothing."""

import subprocess
import sys

import pytest

import kbsearch


def test_every_public_name_can_be_imported_and_is_what_it_says() -> None:
    for name in kbsearch.__all__:
        found = getattr(kbsearch, name)
        assert name == "__version__" or found.__name__ == name


def test_the_list_is_sorted_and_is_what_dir_shows() -> None:
    assert kbsearch.__all__ == sorted(kbsearch.__all__)
    assert dir(kbsearch) == kbsearch.__all__


def test_every_name_that_is_promised_to_importers_has_a_home() -> None:
    homes = [name for names in kbsearch._HOMES.values() for name in names]
    assert sorted([*homes, "__version__"]) == kbsearch.__all__


def test_a_name_that_does_not_exist_is_an_ordinary_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'kbsearch' has no attribute 'nothing'"):
        kbsearch.nothing  # noqa: B018


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = "{'tantivy', 'flask', 'pydantic', 'sqlite3', 'watchdog', 'markdown_it'}"
    said = subprocess.run(
        [sys.executable, "-c", f"import sys, kbsearch; print(sorted({heavy} & set(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "[]\n"
