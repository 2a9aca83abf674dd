"""`python -m kbsearch` is `kbsearch`."""

from kbsearch.cli import main

main()
