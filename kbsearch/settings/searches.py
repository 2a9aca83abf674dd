"""`[searches]`: what is kept of what was asked."""

from __future__ import annotations

from pydantic import Field

from kbsearch.settings.table import Table


class SearchesTable(Table):
    """`[searches]`: the search log."""

    log: bool = Field(True, description="Whether it is kept that something was asked, and how it ended; never by whom.")
    paste_days: int = Field(
        14, ge=0, le=365, description="Days for which what was pasted is kept, masked. 0: it is not kept at all."
    )
    keep_days: int = Field(
        730, ge=1, le=3650, description="Days for which signatures are kept, with how their searches ended."
    )

    @property
    def kept_days(self) -> int:
        """Days for which a paste is kept, 0 for not at all."""
        return self.paste_days if self.log else 0

    nothing_most: int = Field(
        25, ge=0, le=100, description="The percentage of searches that no article fits, above which the report warns."
    )
    unclicked_most: int = Field(
        50, ge=0, le=100, description="The percentage of searches without a click, above which it warns."
    )
    ticket_most: int = Field(
        30, ge=0, le=100, description="The percentage of searches that end in a ticket, above which it warns."
    )
