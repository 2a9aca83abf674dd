"""The colours that the style sheet sets can be read by everyone: WCAG 2.2, level AA."""

import re
from pathlib import Path

import pytest

import kbsearch.web

CSS = (Path(kbsearch.web.__file__).parent / "static" / "tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in CSS.split("@media"))

GROUNDS = ("ground", "sheet", "sunken")
TEXT = [
    *((ink, ground) for ink in ("ink", "soft", "accent", "accent-strong") for ground in GROUNDS),
    *((kind, f"{kind}-wash") for kind in ("accent", "fixed", "value", "code", "good", "warn", "bad", "info")),
    *(("ink", f"{kind}-wash") for kind in ("accent", "good", "warn", "bad", "info")),
    *(("accent", f"{kind}-wash") for kind in ("good", "warn", "bad", "info")),
    *((kind, ground) for kind in ("value", "code") for ground in GROUNDS),
    *((f"syntax-{kind}", "sunken") for kind in ("keyword", "name", "string", "number", "comment")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent-strong", "accent-wash"),
]


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT)
@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(tokens: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edges_of_controls_can_be_seen(tokens: dict[str, str], ground: str) -> None:
    assert contrast(tokens["edge-strong"], tokens[ground]) >= 3
    assert contrast(tokens["accent"], tokens[ground]) >= 3


def test_light_and_dark_know_the_same_colours() -> None:
    assert set(LIGHT) == set(DARK)
