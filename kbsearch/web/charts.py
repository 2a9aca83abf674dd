"""Charts: a measure drawn as SVG, in light and dark, without a script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from kbsearch.tickets.measures.measure import Chart, Column, Measure, Value, worded

WIDE, NARROW = 760, 340
"""Widths in pixels: on a desk and on a phone."""

BARS = 12
"""Bars of a chart; the table has the rest."""

_LONGEST = 28  # characters of a label
_COLOURS = "inline:" + (
    ".horizontal .text-overlay text{text-anchor:start}"
    ":root{--ink:#1c2227;--soft:#56606a;--edge:#dfe1dc;--one:#0a6b67;--two:#7a4a00;--three:#9c2323}"
    "@media(prefers-color-scheme:dark)"
    "{:root{--ink:#e4e8ea;--soft:#a0abb3;--edge:#2e353b;--one:#5fc9bf;--two:#ecc27a;--three:#f3a39d}}"
)
_SERIES = ("var(--one)", "var(--two)", "var(--three)")
_DASHES = ("", "8,4", "2,4")  # lines are told apart without their colours, too


def draw(measure: Measure, *, narrow: bool = False) -> str:
    """The chart of a measure; the same bytes for the same measure."""
    drawn = [(place, column) for place, column in enumerate(measure.columns) if column.drawn]
    if measure.chart is Chart.BARS:
        rows = measure.rows[:BARS][::-1]  # from the bottom, as it is drawn
        chart = _bars(len(rows) * len(drawn), narrow)
        lengths = [value for row in rows for place, _ in drawn if isinstance(value := row[place], int | float)]
        room = 1.35 if narrow else 1.12  # for the number behind the longest bar
        chart.range = (0, max(lengths, default=0) * room or 1)
    else:
        rows = measure.rows
        chart = _line(len(rows), narrow)
    unit = drawn[0][1].unit
    chart.value_formatter = lambda value: worded(int(value) if value == int(value) else value, unit)
    chart.x_labels = [_label(row[0]) for row in rows]
    for number, (place, column) in enumerate(drawn):
        values = [row[place] for row in rows]
        if measure.chart is Chart.BARS:
            chart.add(column.title, [value or None for value in values])  # a bar of no length needs no number
        else:
            _add(chart, column, values, _DASHES[number])
    chart.show_legend = len(drawn) > 1
    chart.legend_at_bottom_columns = 1 if narrow else len(drawn)  # with more, the legend hangs below the picture
    chart.add_xml_filter(_without_scripts)
    text: str = chart.render(is_unicode=True)
    return text


def _line(steps: int, narrow: bool) -> Any:
    import pygal

    chart = pygal.Line(_config(narrow), height=300, show_minor_x_labels=False, x_label_rotation=0)
    chart.x_labels_major_every = max(1, round(steps / (3 if narrow else 7)))
    chart.show_only_major_dots = steps > 60
    return chart


def _bars(bars: int, narrow: bool) -> Any:
    import pygal

    return pygal.HorizontalBar(_config(narrow), height=90 + 30 * bars, print_values=True, print_values_position="top")


def _config(narrow: bool) -> Any:
    import pygal
    from pygal.style import Style

    style = Style(
        background="transparent",
        plot_background="transparent",
        foreground="var(--ink)",
        foreground_strong="var(--ink)",
        foreground_subtle="var(--soft)",
        guide_stroke_color="var(--edge)",
        major_guide_stroke_color="var(--edge)",
        colors=_SERIES,
        value_colors=("var(--ink)",) * len(_SERIES),
        opacity="1",
        stroke_opacity="1",
        font_family="system-ui, sans-serif",
        label_font_size=12,
        major_label_font_size=12,
        legend_font_size=12,
        value_font_size=12,
        value_label_font_size=12,
    )
    return pygal.Config(
        style=style,
        css=["file://style.css", "file://graph.css", _COLOURS],
        js=[],
        no_prefix=True,
        disable_xml_declaration=True,
        width=NARROW if narrow else WIDE,
        margin=6,
        min_scale=2,
        max_scale=3 if narrow else 6,
        include_x_axis=True,
        legend_at_bottom=True,
        legend_box_size=10,
        dots_size=3,
        truncate_label=-1,  # a day is shown whole; names are shortened here
        stroke_style={"width": 2},
    )


def _add(chart: Any, column: Column, values: Sequence[Value], dash: str) -> None:
    stroke = {"width": 2, "dasharray": dash} if dash else {"width": 2}
    chart.add(column.title, values, stroke_style=stroke)


def _label(value: Value) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _without_scripts(root: Element) -> Element:
    """The drawing alone: what is for a script, or names who made it, is left out."""
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.endswith("script"):
                parent.remove(child)
    return root
