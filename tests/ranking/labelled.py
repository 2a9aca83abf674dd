"""The labelled pastes, and knowledge bases made of the corpora that they belong to."""

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SHARED = Path(__file__).parent.parent.parent.parent / "shared"
SETS = {
    ("msvc",): ("msvc-dev", "msvc-dev-nocode"),
    ("office",): ("office-dev", "office-dev-nocode"),
    ("office", "telerik"): ("words-dev",),
}
"""The files of labelled pastes, by the corpora of the knowledge base in which they are searched."""


def pastes(name: str) -> Path:
    """The file of a set of labelled pastes."""
    return SHARED / "queries" / f"{name}.jsonl"


@contextlib.contextmanager
def indexed(corpora: tuple[str, ...]) -> Iterator[str]:
    """A folder with these corpora as one knowledge base, indexed after `kbsearch init` alone."""
    with tempfile.TemporaryDirectory() as folder:
        for corpus in corpora:
            source = SHARED / "corpora" / corpus / "articles"
            if not source.is_dir():
                sys.exit(f"error: the corpus {corpus} is not in ../shared/corpora beside the repository")
            copied = shutil.copytree(source, Path(folder) / "articles" / corpus, copy_function=shutil.copyfile)
            for place in (copied, *(path for path in copied.rglob("*") if path.is_dir())):
                place.chmod(0o755)
        kbsearch("init", folder)
        kbsearch("index", "--kb", folder)
        yield folder


def kbsearch(*words: str) -> str:
    """What a command printed."""
    ran = subprocess.run([sys.executable, "-m", "kbsearch", *words], stdout=subprocess.PIPE, text=True, check=True)
    return ran.stdout
