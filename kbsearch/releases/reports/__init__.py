"""Reports: how a release stands, in the forms that people and CI systems read; one file for each.

Each has `render(readiness, fail_on) -> str`. The same readiness gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from kbsearch.releases.readiness import Readiness

FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown", "html")


def render(readiness: Readiness, form: str, fail_on: str = "error") -> str:
    """The report in one of `FORMATS`, lines ended by LF."""
    module = import_module(f"kbsearch.releases.reports.{'as_json' if form == 'json' else form}")
    rendered: Callable[[Readiness, str], str] = module.render
    return rendered(readiness, fail_on)
