"""The door for whoever asks: a request by form, and its state by number and key, without an account.

Behind it a requester sees what was said to them and by them, and one person: the owner of their request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kbsearch.articles.redact import redact
from kbsearch.errors import TicketInvalid
from kbsearch.people.database import Database
from kbsearch.people.roles import Right
from kbsearch.settings import Settings
from kbsearch.tickets.attachments import Attachment, Attachments, Held
from kbsearch.tickets.keys import AccessKeys
from kbsearch.tickets.ledger import Ledger
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.mail.quotes import Folded, fold
from kbsearch.tickets.models import Channel, Happening, State, Ticket, TicketEvent
from kbsearch.tickets.new import New
from kbsearch.tickets.wording import LONGEST

REST = "rest-of-the-text.txt"
"""The file that holds what is longer than a ticket keeps in one piece."""

KEY_GIVEN = "A new key was given to the requester."
KEYS_ENDED = "All keys of the requester were ended."
"""What stands in the log when the keys of a request change."""

_THEIRS = frozenset((Happening.OPENED, Happening.HEARD, Happening.CONFIRMED, Happening.DENIED))
_ANSWERS = frozenset((Happening.REPLIED, Happening.SOLVED, Happening.CLOSED))


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody without an account asks: who they are, what happened, and what they chose from lists."""

    name: str
    mail: str
    text: str
    product: str = ""
    category: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """One step of a request as its requester reads it: `who` is its owner then, "" for the requester."""

    at: datetime
    kind: Happening
    who: str
    text: str
    tail: str = ""
    """What of a mail only repeats what was said before."""
    article: str = ""
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A request as its requester may see it; `first` is the number by which they know it."""

    first: int
    number: int
    name: str
    subject: str
    text: str
    state: State
    owner: str
    opened: datetime
    words: tuple[Word, ...]
    asked: bool
    """Whether they are asked if it is fixed."""

    @property
    def answered(self) -> bool:
        """Whether anybody has answered yet."""
        return any(word.kind in _ANSWERS for word in self.words)


class PublicDoor:
    """What requesters of one knowledge base do without an account."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._log = TicketLog(settings, database)
        self._attachments = Attachments(settings, database)
        self._keys = AccessKeys(database)
        self._ledger = Ledger(settings.tickets, database)

    def file(self, asked: Asked) -> tuple[int, str]:
        """Make a request a ticket, with its files: its number, and the key that opens it, which is shown this once.

        Raises KBE1051, KBE1060 and KBE1039; then nothing was kept but the files that are held.
        """
        if not asked.text.strip():
            raise TicketInvalid(problem="it does not say what happened", hint="tell it in your own words")
        new = New(
            requester=_requester(asked.name, asked.mail),
            paste=asked.text[:LONGEST],
            subject=asked.text.strip().partition("\n")[0],
            channel=Channel.WEB,
            product=asked.product,
            category=asked.category,
            fields=asked.fields,
        )
        with self._database.write():
            number = self._log.add(new).number
            event = self._log.thread(number)[0].id
            self._keep(number, event, asked.text[LONGEST:], asked.files)
            return number, self._keys.make(number)

    def enter(self, number: int, key: str) -> Case:
        """The request that a key opens; raises KBE1061, in the same words whether there is one or not."""
        self._keys.check(number, key)
        last = self._log.last_of(number)
        with self._database.read() as session:
            ticket = session.get_one(Ticket, last)
        events = self._log.thread(last)
        numbers = sorted({event.ticket for event in events})
        files = [one for number in numbers for one in self._attachments.of(number, public=True)]
        return Case(
            first=number,
            number=last,
            name=ticket.requester.name,
            subject=ticket.subject,
            text=events[0].data.get("text", ""),
            state=ticket.state,
            owner=ticket.owner,
            opened=events[0].at,
            words=tuple(_words(events, files)),
            asked=ticket.solved is not None and ticket.confirmed is None,
        )

    def say(self, number: int, key: str, text: str, files: Sequence[Held] = ()) -> None:
        """Keep what the requester says; a request that was solved or closed is open again, with the same owner.

        Raises KBE1061, KBE1051, KBE1060 and KBE1039.
        """
        last = self.enter(number, key).number
        said = text if text.strip() or not files else f"Sent {', '.join(one.name for one in files)}."
        with self._database.write():
            event = self._log.hear(last, said[:LONGEST], channel=Channel.WEB)
            self._keep(event.ticket, event.id, said[LONGEST:], files)

    def confirm(self, number: int, key: str, fixed: bool, text: str = "") -> None:
        """Keep whether it is fixed; if not, it is open again with the same owner. Raises KBE1061 and KBE1052."""
        self._log.confirm(self.enter(number, key).number, fixed, text=text[:LONGEST])

    def helped(self, number: int, key: str, article: str) -> None:
        """Keep that an article fixed it before anybody had to answer. Raises KBE1061 and KBE1052."""
        self._log.helped(self.enter(number, key).number, article)

    def attachment(self, number: int, key: str, id: int) -> tuple[Attachment, Path] | None:
        """A file of the request and where it stands, None where it has none of that number; raises KBE1061."""
        case = self.enter(number, key)
        theirs = next((one for word in case.words for one in word.files if one.id == id), None)
        return self._attachments.get(theirs.ticket, id, public=True) if theirs is not None else None

    def give_key(self, number: int, *, by: str) -> str:
        """A new key for `by` to tell the requester, shown this once. Raises KBE1036, KBE1050 and KBE1052."""
        with self._ledger.deed(number, by, Right.SERVE) as deed:
            deed.add(Happening.NOTED, text=KEY_GIVEN)
            return self._keys.make(number)

    def end_keys(self, number: int, *, by: str) -> int:
        """End all keys at once, as when a letter got into wrong hands; their number. Raises as `give_key`."""
        with self._ledger.deed(number, by, Right.SERVE) as deed:
            deed.add(Happening.NOTED, text=KEYS_ENDED)
            return self._keys.revoke(number, by=by)

    def _keep(self, number: int, event: int, rest: str, files: Iterable[Held]) -> None:
        """Keep what came with something that was said."""
        if rest:
            masked = redact(rest).text.encode("utf-8", "replace")
            self._attachments.add(number, REST, masked, type="text/plain", event=event)
        for held in files:
            self._attachments.adopt(number, held, event=event)


def _requester(name: str, mail: str) -> str:
    """Who asks, as the log reads it; raises KBE1051 for an address that is none."""
    address = "".join(mail.split())
    called = " ".join(name.replace("\\", "").replace('"', "").split())
    if not called:
        raise TicketInvalid(problem="it does not say who asks", hint="give your name")
    if "@" not in address:
        problem = f"{mail.strip()!r} is no e-mail address" if mail.strip() else "it does not say how to reach you"
        raise TicketInvalid(problem=problem, hint="write an address such as name@example.com")
    return f'"{called}" <{address}>'


def _words(events: Sequence[TicketEvent], files: Sequence[Attachment]) -> Iterable[Word]:
    """The public events as the requester reads them; files that came with none of them stand at the first."""
    owner, known = "", {event.id for event in events}
    for event in events:
        if event.kind is Happening.OPENED:
            owner = owner or event.data["owner"]
        elif event.kind is Happening.OWNER_CHANGED:
            owner = event.data["to"]
        text = event.data.get("text", "")
        said = fold(text) if event.data.get("channel") == Channel.MAIL else Folded(text, "")
        theirs = event.kind in _THEIRS or (event.kind is Happening.SOLVED and not event.by)
        first = event is events[0]
        yield Word(
            at=event.at,
            kind=event.kind,
            who="" if theirs else owner or event.by,
            text=said.said,
            tail=said.tail,
            article=event.data.get("article", ""),
            files=tuple(one for one in files if one.event == event.id or (first and one.event not in known)),
        )
