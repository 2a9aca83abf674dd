"""Measures: all that the log tells, by name, for whoever looks. What they may not see is in no figure.

They are about the desk and what it answers: no report counts what one person does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kbsearch.errors import ReportUnknown
from kbsearch.guess import nearest
from kbsearch.people.database import now
from kbsearch.settings.searches import SearchesTable
from kbsearch.tickets.ledger import Ledger
from kbsearch.tickets.measures.accuracy import Accuracy, link_accuracy
from kbsearch.tickets.measures.asking import Asking
from kbsearch.tickets.measures.gaps import gaps
from kbsearch.tickets.measures.impact import impact
from kbsearch.tickets.measures.linking import link_rate, new_or_known, reuse
from kbsearch.tickets.measures.measure import Measure
from kbsearch.tickets.measures.outcomes import first_contact, resolution_time
from kbsearch.tickets.measures.period import Period
from kbsearch.tickets.measures.searches import searches
from kbsearch.tickets.measures.waiting import approvals, escalations, promises
from kbsearch.tickets.viewer import Viewer, named, visible

MEASURES: Mapping[str, Callable[[Asking], Measure]] = {
    "first-contact": first_contact,
    "gaps": gaps,
    "link-rate": link_rate,
    "link-accuracy": link_accuracy,
    "new-or-known": new_or_known,
    "reuse": reuse,
    "resolution-time": resolution_time,
    "promises": promises,
    "approvals": approvals,
    "escalations": escalations,
    "impact": impact,
    "searches": searches,
}
"""Every report by name, the one that matters most first."""


class Measures:
    """The reports of one knowledge base."""

    def __init__(self, ledger: Ledger, searches: SearchesTable) -> None:
        self._ledger = ledger
        self._searches = searches

    @property
    def accuracy(self) -> Accuracy:
        """The sample of links that somebody looks at."""
        return Accuracy(self._ledger)

    def of(self, names: Sequence[str], viewer: Viewer, period: Period) -> list[Measure]:
        """The reports of these names, as of one moment; raises KBE1057."""
        for name in names:
            if name not in MEASURES:
                guess = nearest(name, MEASURES)
                hint = f"did you mean {guess!r}?" if guess else f"the reports are {', '.join(MEASURES)}"
                raise ReportUnknown(name=name[:60], hint=hint)
        with self._ledger.database.read() as session:
            seen = visible(viewer, named(session, self._ledger.tickets, viewer))
            asking = Asking(session, seen, period, now(), self._ledger.tickets, self._searches)
            return [MEASURES[name](asking) for name in names]

    def get(self, name: str, viewer: Viewer, period: Period) -> Measure:
        """One report; raises KBE1057."""
        return self.of([name], viewer, period)[0]
