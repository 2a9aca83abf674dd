"""Requesters get all that is kept about them, or nothing is kept any more; both are on record."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.errors import RequesterUnknown, TicketInvalid
from kbsearch.people.audit import trail
from kbsearch.people.database import Database, now
from kbsearch.people.roles import Role
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.new import New
from kbsearch.tickets.requesters import read_requester
from kbsearch.tickets.viewer import Viewer

ROOT = Viewer("root", Role.ADMIN)


@pytest.mark.parametrize(
    ("said", "name", "mail"),
    [
        pytest.param("Maria", "Maria", "", id="a name"),
        pytest.param(" Maria   Silva ", "Maria Silva", "", id="a name in two parts"),
        pytest.param("maria@shop.example", "", "maria@shop.example", id="an address"),
        pytest.param("Maria <maria@shop.example>", "Maria", "maria@shop.example", id="both"),
        pytest.param('"Silva, Maria" <m@shop.example>', "Silva, Maria", "m@shop.example", id="as mails have it"),
    ],
)
def test_a_requester_is_a_name_an_address_or_both(said: str, name: str, mail: str) -> None:
    assert read_requester(said) == (name, mail)


@given(st.text(max_size=60))
def test_any_text_is_a_requester_or_is_said_to_be_none(said: str) -> None:
    try:
        name, mail = read_requester(said)
    except TicketInvalid:
        return
    assert name or mail
    assert not mail or "@" in mail


def test_whoever_writes_again_is_known_by_their_address(log: TicketLog) -> None:
    first = log.add(New("maria@shop.example", "x"), by="ana")
    again = log.add(New("Maria <Maria@Shop.example>", "y"), by="ana")
    assert again.requester_id == first.requester_id
    assert again.requester.shown == "Maria"


def test_a_requester_gets_what_they_said_and_were_told_and_no_notes(log: TicketLog, database: Database) -> None:
    number = log.add(New("Maria <maria@shop.example>", "token refused", product="acme-sync"), by="ana").number
    log.note(number, "sounds angry", by="ana")
    log.reply(number, "Please make a new token.", by="ana")
    found = log.requesters.export("MARIA@shop.example", by="root")
    assert (found["name"], found["mail"]) == ("Maria", "maria@shop.example")
    assert [said["text"] for said in found["tickets"][0]["thread"]] == ["token refused", "Please make a new token."]
    assert (trail(database)[0].by, trail(database)[0].did) == ("root", "requester exported")


def test_whoever_is_erased_is_in_no_row_and_in_no_byte_of_the_file(
    log: TicketLog, database: Database, tmp_path: Path
) -> None:
    secret = "the purple walrus"
    number = log.add(New("Wanda <wanda@shop.example>", secret, fields={"since": "2026-11-20"}), by="ana").number
    log.note(number, f"{secret} again", by="ana")
    log.reply(number, f"We look after {secret}.", by="ana")
    log.promises.make(number, now() + timedelta(hours=1), f"feed {secret}", by="ana")
    log.changes.ask(number, f"wash {secret}", by="ana")
    log.solve(number, by="ana", article="walrus-care")
    assert log.requesters.erase("Wanda", by="root") == 1
    ticket = log.get(number, ROOT)
    assert (ticket.subject, ticket.fields, ticket.requester.shown) == ("(erased)", {}, "(erased)")
    assert (ticket.resolution, len(log.events(number, ROOT))) == ("walrus-care", 7)
    assert trail(database)[0].details == {"tickets": "1"}
    database.close()
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("state.db*"))
    for said in (secret, "anda@shop", "Wanda"):
        assert said.encode() not in raw
    with pytest.raises(RequesterUnknown) as unknown:
        log.requesters.export("Wanda", by="root")
    assert str(unknown.value) == (
        "no requester goes by 'Wanda': give the e-mail address, or the name exactly as the ticket shows it [KBE1056]"
    )


def test_of_two_people_with_one_name_the_right_one_is_named_by_the_address(log: TicketLog) -> None:
    for mail in ("m1@shop.example", "m2@shop.example"):
        log.add(New(f"Maria <{mail}>", "x"), by="ana")
    with pytest.raises(TicketInvalid) as several:
        log.requesters.erase("Maria", by="root")
    assert str(several.value) == (
        "this cannot be kept in the log (2 requesters are named 'Maria'): "
        "give one of m1@shop.example, m2@shop.example [KBE1051]"
    )
