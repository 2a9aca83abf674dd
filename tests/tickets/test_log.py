"""A request from the first contact to the end: one owner, every event kept, nothing half done."""

from pathlib import Path

import pytest

from kbsearch.errors import (
    AccountUnknown,
    NotAllowed,
    ResolutionTaken,
    TicketInvalid,
    TicketRefused,
    TicketUnknown,
)
from kbsearch.people.database import Database
from kbsearch.people.people import People
from kbsearch.people.roles import Role
from kbsearch.settings import Settings
from kbsearch.tickets.links import LinkKind, Links
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import Channel, Happening, State
from kbsearch.tickets.new import New
from kbsearch.tickets.viewer import Viewer

ANA, BEN, ROOT = Viewer("ana", Role.AGENT), Viewer("ben", Role.AGENT), Viewer("root", Role.ADMIN)
PASTE = "2026-11-20 10:00:01 ERROR sync: remote hub-7.corp refused token abc123"


def call(log: TicketLog, **more: object) -> int:
    """The number of a ticket that Ana logs while Maria is on the phone."""
    return log.add(New("Maria <maria@shop.example>", PASTE, **more), by="ana").number  # type: ignore[arg-type]


def happened(log: TicketLog, number: int, viewer: Viewer = ANA) -> list[Happening]:
    return [event.kind for event in log.events(number, viewer)]


def test_a_call_is_logged_with_its_paste_its_signature_and_the_agent_as_its_owner(log: TicketLog) -> None:
    ticket = log.add(New("Maria <maria@shop.example>", PASTE, product="acme-sync", minutes=20, people=3), by="Ana")
    assert (ticket.number, ticket.owner, ticket.assignee, ticket.state) == (1, "ana", "ana", State.OPEN)
    assert (ticket.requester.name, ticket.requester.mail) == ("Maria", "maria@shop.example")
    assert (ticket.channel, ticket.product, ticket.minutes_lost) == (Channel.PHONE, "acme-sync", 60)
    assert ticket.subject == "sync: remote hub-7.corp refused token abc123"
    assert ticket.signature
    assert log.events(1, ANA)[0].data["text"] == PASTE


def test_the_same_error_is_told_again_by_its_signature(log: TicketLog) -> None:
    first = call(log)
    again = log.add(New("Otto", PASTE.replace("hub-7", "hub-9").replace("10:00", "11:30")), by="ben")
    other = log.add(New("Otto", "disk full"), by="ben")
    assert [one.number for one in log.similar(again.signature, ANA, without=again.number)] == [first]
    log.close(first, by="ana")
    assert log.similar(again.signature, ANA, without=again.number) == []
    assert log.similar(other.signature, ANA, without=other.number) == []
    assert log.similar("", ANA) == ()


@pytest.mark.parametrize(
    ("new", "said"),
    [
        pytest.param(
            New("", "x"),
            "this cannot be kept in the log (it does not say who asks): give a name or an e-mail address [KBE1051]",
            id="nobody asks",
        ),
        pytest.param(
            New("maria@", "x"),
            "this cannot be kept in the log ('maria@' is no e-mail address): "
            "write it as name@example.com, or give a name alone [KBE1051]",
            id="half an address",
        ),
        pytest.param(
            New("Maria", " \n"),
            "this cannot be kept in the log (it does not say what happened): give the paste, or a subject [KBE1051]",
            id="nothing happened",
        ),
        pytest.param(
            New("Maria", "x", category="securty"),
            "this cannot be kept in the log (there is no category 'securty'): did you mean 'security'? [KBE1051]",
            id="a category that is nearly right",
        ),
        pytest.param(
            New("Maria", "x", fields={"sytem": "Linux"}),
            "this cannot be kept in the log (there is no field 'sytem'): did you mean 'system'? [KBE1051]",
            id="a field that is nearly right",
        ),
        pytest.param(
            New("Maria", "x", fields={"system": "Amiga"}),
            "this cannot be kept in the log ('Amiga' does not fit the field 'system'): "
            "give one of Linux, Windows [KBE1051]",
            id="no choice",
        ),
        pytest.param(
            New("Maria", "x", fields={"since": "20.11.2026"}),
            "this cannot be kept in the log ('20.11.2026' does not fit the field 'since'): "
            "give a day such as 2026-11-20 [KBE1051]",
            id="no day",
        ),
        pytest.param(
            New("Maria", "x", fields={"machines": "many"}),
            "this cannot be kept in the log ('many' does not fit the field 'machines'): give a number [KBE1051]",
            id="no number",
        ),
        pytest.param(
            New("Maria", "x", people=0),
            "this cannot be kept in the log (0 people cannot be): give a whole number from 1 to 1,000,000 [KBE1051]",
            id="a disruption of nobody",
        ),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is(log: TicketLog, new: New, said: str) -> None:
    with pytest.raises(TicketInvalid) as invalid:
        log.add(new, by="ana")
    assert str(invalid.value) == said
    with pytest.raises(TicketUnknown):
        log.get(1, ROOT)


def test_secrets_and_personal_data_are_masked_before_they_are_stored(log: TicketLog, database: Database) -> None:
    said = "login failed for karl@corp.com from 10.1.2.3 password=hunter22 card 4111 1111 1111 1111"
    number = log.add(New("Maria", said, keep=("10.1.2.3",)), by="ana").number
    log.note(number, "she reads out password=hunter22", by="ana")
    log.hear(number, "card 4111 1111 1111 1111", channel=Channel.MAIL)
    texts = [event.data["text"] for event in log.events(number, ANA)]
    assert texts == [
        "login failed for person1@example.com from 10.1.2.3 password=******** card 0000 0000 0000 0000",
        "she reads out password=********",
        "card 0000 0000 0000 0000",
    ]
    file = database.url.database or ""
    for path in (file, f"{file}-wal"):
        with open(path, "rb") as raw:
            assert b"hunter22" not in raw.read()


def test_the_default_is_internal_and_the_requester_reads_replies_alone(log: TicketLog) -> None:
    number = call(log)
    log.note(number, "sounds angry", by="ana")
    log.reply(number, "Please make a new token.", by="ana")
    assert [event.data["text"] for event in log.thread(number)] == [PASTE, "Please make a new token."]
    assert [event.public for event in log.events(number, ANA)] == [True, False, True]


def test_a_reply_waits_for_the_requester_and_what_they_say_waits_for_us(log: TicketLog) -> None:
    number = call(log)
    log.reply(number, "Which version is it?", by="ana")
    assert log.get(number, ANA).state is State.WAITING_FOR_REQUESTER
    log.hear(number, "2.4", channel=Channel.MAIL)
    ticket = log.get(number, ANA)
    assert (ticket.state, ticket.contacts) == (State.WAITING_FOR_US, 2)


def test_the_owner_stays_when_somebody_else_works_on_it(log: TicketLog) -> None:
    number = call(log)
    ticket = log.hand_to(number, "Ned", by="ana", note="the relay again")
    assert (ticket.owner, ticket.assignee) == ("ana", "ned")
    log.reply(number, "We are on it, I call you at 15:00.", by="ana")
    assert log.get(number, ANA).state is State.WAITING_FOR_US
    with pytest.raises(NotAllowed) as refused:
        log.reply(number, "It is the relay.", by="ned")
    assert refused.value.said == "ned may not answer requesters (as engineer)"


def test_another_owner_takes_a_reason(log: TicketLog) -> None:
    number = call(log)
    with pytest.raises(TicketInvalid) as invalid:
        log.change_owner(number, "ben", " ", by="ana")
    assert invalid.value.said == "this cannot be kept in the log (it does not say why the owner changes)"
    ticket = log.change_owner(number, "ben", "on holiday from tomorrow", by="ana")
    assert (ticket.owner, ticket.assignee) == ("ben", "ben")
    assert log.events(number, ANA)[-1].data["reason"] == "on holiday from tomorrow"


def test_solved_is_asked_and_a_no_opens_it_again_with_the_same_owner(log: TicketLog) -> None:
    number = call(log)
    assert log.solve(number, by="ana", article="sync-e4012").state is State.SOLVED
    again = log.confirm(number, False, text="still refused")
    assert (again.state, again.owner, again.active, again.reopenings) == (State.REOPENED, "ana", True, 1)
    log.solve(number, by="ana")
    done = log.confirm(number, True)
    assert (done.state, done.active, done.resolution) == (State.CLOSED, False, "sync-e4012")
    assert done.confirmed is not None
    with pytest.raises(TicketRefused) as refused:
        log.confirm(number, True)
    assert str(refused.value) == (
        f"ticket {number} stays as it is (that was answered): say in a reply what is still to be done [KBE1052]"
    )
    assert happened(log, number) == [
        Happening.OPENED,
        Happening.LINKED,
        Happening.SOLVED,
        Happening.DENIED,
        Happening.SOLVED,
        Happening.CONFIRMED,
    ]


def test_a_word_of_the_requester_opens_a_closed_ticket_again(log: TicketLog) -> None:
    number = call(log)
    log.close(number, by="ana", reason="wrong number")
    log.hear(number, "it is back", channel=Channel.MAIL)
    assert log.get(number, ANA).state is State.REOPENED


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        pytest.param("solve", "it is closed", id="solve"),
        pytest.param("close", "it is closed", id="close"),
    ],
)
def test_what_is_closed_is_reopened_first(log: TicketLog, deed: str, said: str) -> None:
    number = call(log)
    log.close(number, by="ana")
    with pytest.raises(TicketRefused) as refused:
        getattr(log, deed)(number, by="ana")
    assert refused.value.said == f"ticket {number} stays as it is ({said})"
    assert log.reopen(number, by="ana").state is State.REOPENED
    with pytest.raises(TicketRefused, match="it is reopened"):
        log.reopen(number, by="ana")


def test_one_article_solves_a_ticket_and_others_are_references(log: TicketLog, database: Database) -> None:
    number = call(log)
    log.link(number, "a", LinkKind.REFERENCE, by="ana")
    assert log.link(number, "a", LinkKind.RESOLUTION, by="ana").resolution == "a"
    log.link(number, "a", LinkKind.RESOLUTION, by="ana")
    with pytest.raises(ResolutionTaken) as taken:
        log.link(number, "b", LinkKind.RESOLUTION, by="ben")
    assert str(taken.value) == (
        f"ticket {number} is solved by a already: "
        "take that link back first, or link this article as a reference [KBE1053]"
    )
    log.link(number, "b", LinkKind.REFERENCE, by="ben")
    assert [(link.article, link.kind) for link in log.links(number, ANA)] == [
        ("a", LinkKind.RESOLUTION),
        ("b", LinkKind.REFERENCE),
    ]
    assert Links(database).reuse("a").count == 1
    assert log.unlink(number, "a", by="ana").resolution == ""
    assert Links(database).reuse("a").count == 0
    assert happened(log, number) == [
        Happening.OPENED,
        Happening.LINKED,
        Happening.UNLINKED,
        Happening.LINKED,
        Happening.LINKED,
        Happening.UNLINKED,
    ]
    with pytest.raises(TicketRefused, match="a is not linked"):
        log.unlink(number, "a", by="ana")


def test_a_click_that_said_it_first_is_counted_once(log: TicketLog, database: Database) -> None:
    links = Links(database)
    click = links.add("a", LinkKind.RESOLUTION, by="ana").id
    number = call(log, article="a", kind=LinkKind.RESOLUTION, click=click)
    assert links.reuse("a").count == 1
    assert [link.id for link in log.links(number, ANA)] == [click]
    assert links.undo(click, by="ana") is None  # it is the ticket's now


def test_articles_that_were_not_the_answer_are_kept_as_tried(log: TicketLog) -> None:
    number = call(log, tried=("x", "y"))
    assert [(link.article, link.kind) for link in log.links(number, ANA)] == [
        ("x", LinkKind.REJECTED),
        ("y", LinkKind.REJECTED),
    ]


def test_a_name_that_has_no_account_does_nothing(log: TicketLog) -> None:
    with pytest.raises(AccountUnknown) as unknown:
        log.add(New("Maria", PASTE), by="anna")
    assert str(unknown.value) == "no account is named 'anna': did you mean 'ana'? [KBE1030]"


def test_while_nobody_has_an_account_any_name_will_do(tmp_path: Path) -> None:
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    log = TicketLog(Settings(root=tmp_path), fresh)
    assert log.add(New("Maria", PASTE), by="ana").owner == "ana"
    assert log.add(New("Maria", PASTE)).owner == ""
    fresh.close()


def test_whoever_has_left_may_do_nothing(log: TicketLog, people: People) -> None:
    number = call(log)
    people.accounts.disable("ben", by="root")
    with pytest.raises(NotAllowed) as refused:
        log.note(number, "hm", by="ben")
    assert refused.value.said == "ben may not work on tickets (the account is shut)"


def test_a_ticket_that_never_was_is_said(log: TicketLog) -> None:
    with pytest.raises(TicketUnknown) as unknown:
        log.note(4711, "x", by="ana")
    assert str(unknown.value) == (
        "there is no ticket 4711: 'kbsearch ticket list' shows those that you may see [KBE1050]"
    )
