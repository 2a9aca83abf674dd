"""The log of requests: the front door to tickets.

A ticket has one owner from the first contact to the end: whom the requester deals with. Whoever works
on it meanwhile is the assignee. All that happens is an event; see `kbsearch.tickets.models`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from kbsearch.articles.redact import redact
from kbsearch.errors import TicketInvalid, TicketRefused, TicketUnknown
from kbsearch.people.accounts import find_account
from kbsearch.people.database import Database, now, row_of
from kbsearch.people.roles import Right
from kbsearch.tickets.changes import Changes
from kbsearch.tickets.corrections import Corrected, correct
from kbsearch.tickets.escalations import Escalations
from kbsearch.tickets.incidents import Incidents
from kbsearch.tickets.ledger import Deed, Ledger, actor_of
from kbsearch.tickets.linking import link_to, unlink_from
from kbsearch.tickets.links import Link, LinkKind, links_of
from kbsearch.tickets.lists import COUNTED, SHOWN, Count, Filter, Page, count_query, page_query, place_of
from kbsearch.tickets.measures.measures import Measures
from kbsearch.tickets.models import Channel, Happening, State, Ticket, TicketEvent
from kbsearch.tickets.new import New, read_new
from kbsearch.tickets.notices import Notices
from kbsearch.tickets.projection import ENDED
from kbsearch.tickets.promises import Promises
from kbsearch.tickets.requesters import Requesters, requester_of
from kbsearch.tickets.routing import route
from kbsearch.tickets.viewer import Viewer, named, visible
from kbsearch.tickets.wording import checked, said_in

if TYPE_CHECKING:
    from kbsearch.settings import Settings


class TicketLog:
    """The tickets of one knowledge base.

    `by` is the name of an account, "" where the requester does it through a door of their own. Whoever
    does something to a ticket that they may not know of is told that there is none (KBE1050).
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._tickets = settings.tickets
        self._database = database
        self._ledger = Ledger(settings.tickets, database)

    @property
    def promises(self) -> Promises:
        """What was told to requesters, and by when."""
        return Promises(self._ledger)

    @property
    def escalations(self) -> Escalations:
        """What waits for engineering."""
        return Escalations(self._ledger)

    @property
    def changes(self) -> Changes:
        """What needs a second pair of eyes."""
        return Changes(self._ledger)

    @property
    def incidents(self) -> Incidents:
        """Tickets of one cause, or of one request."""
        return Incidents(self._ledger)

    @property
    def requesters(self) -> Requesters:
        """What is kept about those who ask."""
        return Requesters(self._settings, self._database)

    @property
    def measures(self) -> Measures:
        """What all of it tells."""
        return Measures(self._ledger, self._settings.searches)

    @property
    def notices(self) -> Notices:
        """What people are told."""
        return Notices(self._database)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """What is done within the block, in this thread, is kept whole or not at all."""
        with self._database.write():
            yield

    def rise(self) -> None:
        """Remind, and raise the alarm, wherever time has gone by; close what was solved and nobody has answered."""
        self.promises.rise()
        self.escalations.rise()
        self.changes.rise()
        self._close_unanswered()

    def add(self, new: New, *, by: str = "") -> Ticket:
        """Log a request; raises KBE1005, KBE1030, KBE1036 and KBE1051."""
        data = read_new(new, self._tickets)
        with self._database.write() as session:
            actor = actor_of(session, by)
            way = route(session, self._tickets, self._tickets.category(data["category"]), actor.name, now())
            data |= {"requester": requester_of(session, new.requester).id, "owner": way.owner, "assignee": way.assignee}
            deed, opened = self._ledger.open(session, actor.name, data)
            for article in new.tried:
                link_to(deed, article, LinkKind.REJECTED)
            if new.article:
                link_to(deed, new.article, new.kind, new.click)
            deed.tell_all((way.owner, way.assignee), opened, subject=deed.ticket.subject)
            deed.tell_requester(opened, subject=deed.ticket.subject)
        return deed.ticket

    def note(self, number: int, text: str, *, by: str) -> TicketEvent:
        """Keep something that only those inside read."""
        said = redact(said_in(text, "a note")).text
        with self._ledger.deed(number, by) as deed:
            event = deed.add(Happening.NOTED, text=said)
            deed.tell_all((deed.ticket.owner, deed.ticket.assignee), event)
        return event

    def reply(self, number: int, text: str, *, by: str, state: State | None = None, as_is: bool = False) -> TicketEvent:
        """Answer the requester. The ticket then waits for them, unless somebody else still works on it or `state` says.

        Raises KBE1054 for words that are not for them, unless it is sent `as_is`, and KBE1036 and KBE1050 to KBE1052.
        """
        said = checked(text, self._tickets.internal_words, as_is=as_is)
        with self._ledger.deed(number, by, Right.SERVE) as deed:
            ticket = deed.ticket
            busy = ticket.escalated is not None or ticket.assignee != ticket.owner
            after = state or (State.WAITING_FOR_US if busy else State.WAITING_FOR_REQUESTER)
            if after in ENDED:
                raise TicketRefused(number=number, problem=f"a reply makes no ticket {after}", hint="solve it instead")
            event = deed.add(Happening.REPLIED, text=said, state=after.value)
            deed.tell_requester(event, text=said)
        return event

    def hear(self, number: int, text: str, *, channel: Channel, message: str = "", by: str = "") -> TicketEvent:
        """Keep what the requester says, as `by` heard it or they wrote it themselves; `message` is the mail's id.

        A ticket that was solved or closed is open again, with the same owner. What is said in one that was
        merged is kept in that with which it was.
        """
        said = redact(said_in(text, "what they say")).text
        with self._ledger.deed(self.last_of(number), by) as deed:
            event = deed.add(Happening.HEARD, text=said, channel=channel.value, message=message)
            deed.tell_all((deed.ticket.owner, deed.ticket.assignee), event)
        return event

    def link(self, number: int, article: str, kind: LinkKind, *, by: str, click: int | None = None) -> Ticket:
        """Say what an article was to a ticket; one that is linked in another way is linked anew.

        Raises KBE1053 where another article is its resolution.
        """
        with self._ledger.deed(number, by) as deed:
            link_to(deed, article, kind, click)
        return deed.ticket

    def unlink(self, number: int, article: str, *, by: str) -> Ticket:
        """Take back what was said of an article; raises KBE1052 where nothing was."""
        with self._ledger.deed(number, by) as deed:
            found = [link for link in links_of(deed.session, number) if link.article == article]
            if not found:
                raise TicketRefused(number=number, problem=f"{article} is not linked", hint="see which articles are")
            for link in found:
                unlink_from(deed, link)
        return deed.ticket

    def hand_to(self, number: int, to: str, *, by: str, note: str = "") -> Ticket:
        """Let somebody else work on it; the owner stays whom the requester deals with. Both are told."""
        with self._ledger.deed(number, by) as deed:
            name = self._account(deed, to)
            before = deed.ticket.assignee
            event = deed.add(Happening.HANDED, to=name, note=redact(note).text.strip())
            deed.tell_all((name, before, deed.ticket.owner), event, to=name)
        return deed.ticket

    def change_owner(self, number: int, to: str, reason: str, *, by: str) -> Ticket:
        """Give the requester somebody else to deal with, for a reason that is kept; they are told."""
        if not reason.strip():
            raise TicketInvalid(problem="it does not say why the owner changes", hint="give a reason")
        with self._ledger.deed(number, by, Right.SERVE) as deed:
            name = self._account(deed, to)
            before = deed.ticket.owner
            event = deed.add(Happening.OWNER_CHANGED, to=name, before=before, reason=redact(reason).text.strip())
            deed.tell_all((name, before), event, to=name)
            deed.tell_requester(event, to=name)
        return deed.ticket

    def correct(self, number: int, corrected: Corrected, *, by: str) -> Ticket:
        """Say anew what is known about it; one that becomes private is its people's. Raises KBE1050 to KBE1052."""
        with self._ledger.deed(number, by) as deed:
            correct(deed, corrected, self._tickets)
        return deed.ticket

    def solve(self, number: int, *, by: str, article: str = "") -> Ticket:
        """Say that it is solved, by an article if one is given: the requester is asked whether it is."""
        with self._ledger.deed(number, by, Right.SERVE) as deed:
            if deed.ticket.state in ENDED:
                hint = "reopen it first if something is to be done"
                raise TicketRefused(number=number, problem=f"it is {deed.ticket.state}", hint=hint)
            if article:
                link_to(deed, article, LinkKind.RESOLUTION)
            event = deed.add(Happening.SOLVED, article=deed.ticket.resolution)
            deed.tell_requester(event, subject=deed.ticket.subject)
        return deed.ticket

    def confirm(self, number: int, fixed: bool, *, by: str = "", text: str = "") -> Ticket:
        """Keep whether it fixed the reason for which they called; if not, it is open again with the same owner."""
        said = redact(text).text.strip()
        with self._ledger.deed(self.last_of(number), by) as deed:
            if deed.ticket.solved is None or deed.ticket.confirmed is not None:
                problem = "nobody asked whether it is fixed" if deed.ticket.solved is None else "that was answered"
                raise TicketRefused(number=number, problem=problem, hint="say in a reply what is still to be done")
            event = deed.add(Happening.CONFIRMED if fixed else Happening.DENIED, text=said)
            deed.tell(deed.ticket.owner, event)
        return deed.ticket

    def helped(self, number: int, article: str) -> Ticket:
        """Keep that the requester found what fixed it in an article, before anybody else solved it; their owner hears.

        Raises KBE1052 and KBE1053.
        """
        with self._ledger.deed(self.last_of(number), "") as deed:
            if deed.ticket.state in ENDED:
                hint = "say in a reply what is still to be done"
                raise TicketRefused(number=number, problem=f"it is {deed.ticket.state}", hint=hint)
            link_to(deed, article, LinkKind.RESOLUTION)
            deed.add(Happening.SOLVED, article=article)
            deed.tell(deed.ticket.owner, deed.add(Happening.CONFIRMED, text=""))
        return deed.ticket

    def close(self, number: int, *, by: str = "", reason: str = "") -> Ticket:
        """End it: nothing is left to do, and nobody is asked any more."""
        with self._ledger.deed(number, by, Right.SERVE) as deed:
            if deed.ticket.state is State.CLOSED:
                raise TicketRefused(number=number, problem="it is closed", hint="nothing is to be done")
            deed.add(Happening.CLOSED, reason=redact(reason).text.strip())
        return deed.ticket

    def reopen(self, number: int, *, by: str, reason: str = "") -> Ticket:
        """Take it up again, with the same owner."""
        with self._ledger.deed(number, by, Right.SERVE) as deed:
            if deed.ticket.state not in ENDED:
                raise TicketRefused(number=number, problem=f"it is {deed.ticket.state}", hint="nothing is to be done")
            event = deed.add(Happening.REOPENED, reason=redact(reason).text.strip())
            deed.tell(deed.ticket.owner, event)
        return deed.ticket

    def get(self, number: int, viewer: Viewer) -> Ticket:
        """One ticket; raises KBE1050, in the same words whether there is none or it is not for them."""
        with self._database.read() as session:
            return self._seen(session, number, viewer)

    def list(self, filter: Filter, viewer: Viewer, *, after: str = "", size: int = SHOWN) -> Page:
        """The tickets that are meant and may be seen, `size` from the place `after` on; raises KBE1010."""
        with self._database.read() as session:
            seen = visible(viewer, named(session, self._tickets, viewer))
            found = session.scalars(page_query(filter, seen, after, size)).all()
        return Page(tuple(found[:size]), place_of(found[size - 1]) if len(found) > size else "")

    def count(self, filter: Filter, viewer: Viewer, *, limit: int = COUNTED) -> Count:
        """How many there are, counted up to `limit`."""
        with self._database.read() as session:
            seen = visible(viewer, named(session, self._tickets, viewer))
            number = session.scalar(count_query(filter, seen, limit)) or 0
        return Count(min(number, limit), number > limit)

    def similar(self, signature: str, viewer: Viewer, *, without: int = 0, limit: int = 20) -> Sequence[Ticket]:
        """The open tickets of the same error, the newest first, one apart."""
        if not signature:
            return ()
        wanted = select(Ticket).where(Ticket.signature == signature, Ticket.active.is_(True), Ticket.number != without)
        with self._database.read() as session:
            seen = visible(viewer, named(session, self._tickets, viewer))
            return session.scalars(wanted.where(seen).order_by(Ticket.number.desc()).limit(limit)).all()

    def events(self, number: int, viewer: Viewer) -> Sequence[TicketEvent]:
        """All that happened, oldest first, also in what was merged into it; raises KBE1050."""
        with self._database.read() as session:
            self._seen(session, number, viewer)
            return _events(session, number)

    def thread(self, number: int) -> Sequence[TicketEvent]:
        """What the requester may read of it, for a door that knows that it is theirs; raises KBE1050."""
        with self._database.read() as session:
            if row_of(session, Ticket, number) is None:
                raise TicketUnknown(number=number)
            return [event for event in _events(session, number) if event.public]

    def links(self, number: int, viewer: Viewer) -> Sequence[Link]:
        """What articles were to it; raises KBE1050."""
        with self._database.read() as session:
            self._seen(session, number, viewer)
            return links_of(session, number)

    def last_of(self, number: int) -> int:
        """The ticket in which this one goes on: itself, or that into which it was merged; raises KBE1050."""
        with self._database.read() as session:
            while True:
                found = row_of(session, Ticket, number)
                if found is None:
                    raise TicketUnknown(number=number)
                if found.merged_into is None:
                    return number
                number = found.merged_into

    def _close_unanswered(self) -> None:
        long_ago = now() - timedelta(days=self._tickets.confirm_days)
        wanted = select(Ticket.number).where(Ticket.state == State.SOLVED, Ticket.solved <= long_ago)
        with self._database.read() as session:
            numbers = session.scalars(wanted).all()
        for number in numbers:
            with self._ledger.deed(number, "") as deed:
                if deed.ticket.state is State.SOLVED:
                    deed.add(Happening.CLOSED, reason="nobody has answered whether it is fixed")

    def viewer(self, name: str) -> Viewer:
        """Somebody by name, as they look at the log; raises KBE1030 and KBE1036."""
        with self._database.read() as session:
            return actor_of(session, name)

    def _seen(self, session: Session, number: int, viewer: Viewer) -> Ticket:
        found = row_of(session, Ticket, number)
        if found is None or not viewer.sees(found, named(session, self._tickets, viewer)):
            raise TicketUnknown(number=number)
        return found

    def _account(self, deed: Deed, name: str) -> str:
        """The name of whoever is to take something over, as their account has it; raises KBE1030 and KBE1036."""
        return actor_of(deed.session, name).name or find_account(deed.session, name).name


def _events(session: Session, number: int) -> Sequence[TicketEvent]:
    """The events of a ticket and of those merged into it, in the order in which they happened."""
    numbers, fresh = [number], [number]
    while fresh:
        fresh = list(session.scalars(select(Ticket.number).where(Ticket.merged_into.in_(fresh))))
        numbers += fresh
    return session.scalars(
        select(TicketEvent).where(TicketEvent.ticket.in_(numbers)).order_by(TicketEvent.at, TicketEvent.id)
    ).all()
