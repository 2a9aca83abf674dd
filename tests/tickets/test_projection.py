"""The state of a ticket is what its events say: made again from them, it is the same."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from kbsearch.people.database import Base, Database, dated, now
from kbsearch.people.roles import Role
from kbsearch.tickets.corrections import Corrected
from kbsearch.tickets.links import LinkKind
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import Channel, Promise, Ticket, TicketField
from kbsearch.tickets.new import New
from kbsearch.tickets.projection import rebuild
from kbsearch.tickets.viewer import Viewer

HOUR = timedelta(hours=1)


def rows(database: Database, table: type[Base]) -> list[dict[str, Any]]:
    names = [column.key for column in table.__mapper__.column_attrs]
    with database.read() as session:
        found = session.scalars(select(table).order_by(*table.__mapper__.primary_key)).all()
    return [{name: getattr(one, name) for name in names} for one in found]


def test_tickets_made_again_from_their_events_are_the_same(log: TicketLog, database: Database) -> None:
    for number in range(1, 9):
        log.add(New(f"r{number}", f"E{number}: refused", fields={"system": "linux"}, article="a"), by="ana")
    log.hear(2, "hello?", channel=Channel.MAIL)
    log.reply(2, "I look into it.", by="ana")
    log.hand_to(3, "ned", by="ana")
    log.change_owner(4, "ben", "away", by="ana")
    log.solve(5, by="ana", article="b")
    log.confirm(5, True)
    log.solve(6, by="ana")
    log.confirm(6, False)
    log.link(7, "a", LinkKind.RESOLUTION, by="ana")
    log.unlink(7, "a", by="ana")
    log.close(8, by="ana")
    log.reopen(8, by="ben")
    log.promises.keep(log.promises.make(3, now() + HOUR, by="ben").id, by="ana")
    log.promises.make(1, now() + HOUR, by="ana")
    log.escalations.escalate(1, by="ana")
    with dated(now() + 5 * HOUR):
        log.rise()
    log.escalations.escalate(6, by="ana")
    log.escalations.bring_back(6, by="ned", learnt="the relay")
    log.correct(6, Corrected(product="acme-hub", fields={"system": "Windows"}, people=4), by="ana")
    log.incidents.gather(2, [3, 4], by="ana")
    log.incidents.let_go(4, by="ana")
    log.incidents.split(2, log.events(2, Viewer("ana", Role.AGENT))[2].id, by="ana")
    twice = log.add(New("r1", "again"), by="ben").number
    log.promises.make(twice, now() + HOUR, by="ana")
    log.incidents.merge(twice, 1, by="ana")
    log.requesters.erase("r5", by="root")
    before = {table: rows(database, table) for table in (Ticket, TicketField, Promise)}
    assert rebuild(database) == 10
    assert {table: rows(database, table) for table in (Ticket, TicketField, Promise)} == before
