"""Start-up stays light: what a command does not need is not imported."""

import subprocess
import sys

import pytest

HEAVY = {
    "tantivy",
    "flask",
    "waitress",
    "watchdog",
    "pydantic",
    "rich",
    "sqlite3",
    "markdown_it",
    "yaml",
    "rapidfuzz",
    "sqlalchemy",
    "alembic",
    "argon2",
}


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["--version"], id="version"),
        pytest.param(["--help"], id="help"),
        pytest.param(["completion", "bash"], id="completion"),
        pytest.param(["search", "--help"], id="help of search"),
        pytest.param(["serve", "--help"], id="help of serve"),
    ],
)
def test_a_command_imports_nothing_that_it_does_not_need(words: list[str]) -> None:
    program = (
        "import sys\nfrom kbsearch.cli import cli\ncli.main(sys.argv[1:], prog_name='kbsearch', standalone_mode=False)\n"
        "print('\\n' + ' '.join(name for name in sys.modules if '.' not in name))"
    )
    ran = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    assert HEAVY & set(ran.stdout.splitlines()[-1].split()) == set()


def test_the_library_is_named_without_being_loaded() -> None:
    program = "import sys, kbsearch\nprint(' '.join(name for name in sys.modules if '.' not in name))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert HEAVY & set(ran.stdout.split()) == set()
