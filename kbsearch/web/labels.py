"""How the values of an article and a hit are said on a page."""

from __future__ import annotations

from collections.abc import Mapping

from kbsearch.search.results import Tier

LABELS: Mapping[str, tuple[str, str]] = {
    Tier.CODE_MESSAGE: ("Exact", "the code and the message both fit"),
    Tier.MESSAGE: ("Message fits", "the whole message fits, without the code"),
    Tier.CODE: ("Code only", "the code fits, the message does not"),
    Tier.WORDS: ("All words", "all the rare words stand in it"),
    Tier.TEXT: ("Similar text", "some of the words stand in it"),
    "wip": ("Work in progress", "not ready to be relied on"),
    "not_validated": ("Not validated", "written down, not yet checked by a second person"),
    "validated": ("Validated", "checked by a second person"),
    "archived": ("Archived", "no longer true or no longer needed"),
    "public": ("Public", "anyone may see it"),
    "customer": ("Customers", "customers and everyone inside may see it"),
    "partner": ("Partners", "partners and everyone inside may see it"),
    "internal": ("Internal", "only for people inside"),
    "experience": ("By experience", "whoever uses it may change it"),
    "compliance": ("Compliance", "changes need approval"),
    "agent": ("You can do this", "the agent may apply the resolution"),
    "approval": ("Needs approval", "someone has to approve before the resolution is applied"),
    "engineering": ("Engineering only", "the resolution is applied by engineering"),
}
"""Every tier, confidence, audience, governance and fix_by: its short name, and what it means."""
