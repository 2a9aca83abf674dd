"""The command line: each command opens the knowledge base, calls one function, prints, exits."""

from kbsearch.cli.app import cli, main

__all__ = ["cli", "main"]
