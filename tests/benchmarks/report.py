"""What is shown: tables, for the terminal and as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table as RichTable

ABSENT = "–"


@dataclass(slots=True)
class Table:
    """Rows of text under columns, the first `labels` of which are words and the others figures."""

    title: str
    note: str
    columns: tuple[str, ...]
    labels: int = 1
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        """Add a row; cells that are not given are empty."""
        self.rows.append(cells + (ABSENT,) * (len(self.columns) - len(cells)))


def number(value: float) -> str:
    """A figure with three digits that count, or all before the point."""
    decimals = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:,.{decimals}f}"


def markdown(head: str, tables: Sequence[Table]) -> str:
    """The tables as a Markdown page that begins with `head`."""
    parts = [head]
    for table in tables:
        rule = ("---",) * table.labels + ("---:",) * (len(table.columns) - table.labels)
        lines = [f"| {' | '.join(row)} |\n" for row in (table.columns, *table.rows)]
        lines.insert(1, f"|{'|'.join(rule)}|\n")
        parts.append(f"\n## {table.title}\n\n{table.note}\n\n{''.join(lines)}")
    return "".join(parts)


def show(console: Console, tables: Sequence[Table]) -> None:
    """Draw the tables for people."""
    for table in tables:
        shown = RichTable(title=table.title, title_justify="left")
        for place, column in enumerate(table.columns):
            shown.add_column(column, justify="left" if place < table.labels else "right")
        for row in table.rows:
            shown.add_row(*row)
        console.print(shown)
