"""Behind the public door a requester sees what is theirs, and one person; a request is kept whole or not at all."""

import os
import time
from pathlib import Path

import pytest

from kbsearch.errors import AccessKeyRefused, AttachmentRefused, KbError
from kbsearch.people.database import Database
from kbsearch.people.roles import Role
from kbsearch.settings import Settings
from kbsearch.tickets.attachments import FOLDER, HELD, Attachments, Held
from kbsearch.tickets.keys import AccessKeys
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import Happening, State
from kbsearch.tickets.public import REST, Asked, Case, PublicDoor
from kbsearch.tickets.viewer import Viewer
from kbsearch.tickets.wording import LONGEST
from tests.tickets.conftest import TICKETS

ROOT = Viewer("root", Role.ADMIN)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.parse(TICKETS, tmp_path)


@pytest.fixture
def door(settings: Settings, database: Database) -> PublicDoor:
    return PublicDoor(settings, database)


@pytest.fixture
def files(settings: Settings, database: Database) -> Attachments:
    return Attachments(settings, database)


def asked(**changes: object) -> Asked:
    said = {"name": "Zoë Ångström", "mail": "zoe@corp.example", "text": "The sync stops.\nSince Monday."}
    return Asked(**(said | changes))  # type: ignore[arg-type]


def said(case: Case) -> list[tuple[str, str, str]]:
    return [(word.kind.value, word.who, word.text) for word in case.words]


def test_a_request_is_a_ticket_with_its_files_and_the_key_opens_it(
    door: PublicDoor, log: TicketLog, files: Attachments
) -> None:
    number, key = door.file(asked(category="network", files=(files.hold("log.txt", b"boom", type="text/plain"),)))
    ticket, case = log.get(number, Viewer("ned", Role.ENGINEER)), door.enter(number, key)
    assert (ticket.requester.name, ticket.requester.mail) == ("Zoë Ångström", "zoe@corp.example")
    assert (ticket.channel.value, ticket.category, ticket.state) == ("web", "network", State.NEW)
    assert (case.first, case.number, case.name, case.subject) == (1, 1, "Zoë Ångström", "The sync stops.")
    assert (case.owner, case.asked, case.answered) == (ticket.owner, False, False)
    assert said(case) == [("opened", "", "The sync stops.\nSince Monday.")]
    (file,) = case.words[0].files
    found = door.attachment(number, key, file.id)
    assert found is not None
    assert (found[0].name, found[1].read_bytes()) == ("log.txt", b"boom")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param(
            {"text": " \n"},
            "this cannot be kept in the log (it does not say what happened): tell it in your own words [KBE1051]",
            id="nothing said",
        ),
        pytest.param(
            {"name": " "},
            "this cannot be kept in the log (it does not say who asks): give your name [KBE1051]",
            id="no name",
        ),
        pytest.param(
            {"mail": ""},
            "this cannot be kept in the log (it does not say how to reach you): "
            "write an address such as name@example.com [KBE1051]",
            id="no address",
        ),
        pytest.param(
            {"mail": "zoe"},
            "this cannot be kept in the log ('zoe' is no e-mail address): "
            "write an address such as name@example.com [KBE1051]",
            id="no address at all",
        ),
        pytest.param(
            {"files": (Held("log.txt", "text/plain", 4, "0" * 64),)},
            "the file log.txt is not taken (it came too long ago, and is gone): bring another one, or pack it into a "
            "zip file; [attachments] in kbsearch.toml sets the limits [KBE1060]",
            id="a file that is gone",
        ),
    ],
)
def test_what_is_not_complete_is_said_and_makes_no_ticket(
    door: PublicDoor, log: TicketLog, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(KbError) as refused:
        door.file(asked(**changes))
    assert str(refused.value) == message
    with pytest.raises(AccessKeyRefused):
        door.enter(1, "any")
    assert door.file(asked())[0] == 1


@pytest.mark.parametrize(
    "name", ['Zoe "Z" <evil@example.com>', "Ångström, Zoë (IT)", "<script>", "a@b", "Zoe\r\nBcc: all@example.com"]
)
def test_the_address_is_the_one_that_was_given_whatever_the_name_is(
    door: PublicDoor, log: TicketLog, name: str
) -> None:
    number, _ = door.file(asked(name=name))
    assert log.get(number, ROOT).requester.mail == "zoe@corp.example"


def test_the_requester_deals_with_one_person_whoever_works_on_it(door: PublicDoor, log: TicketLog) -> None:
    number, key = door.file(asked())
    owner = door.enter(number, key).owner
    other = "ben" if owner == "ana" else "ana"
    log.note(number, "the vendor has no idea", by=owner)
    log.hand_to(number, other, by=owner, note="over to you")
    log.reply(number, "Please make a new token.", by=other)
    log.escalations.escalate(number, by=owner)
    log.escalations.bring_back(number, by=owner, learnt="tokens end")
    log.change_owner(number, "eva", "on leave", by=owner)
    log.reply(number, "I am here for you now.", by="eva")
    assert said(door.enter(number, key)) == [
        ("opened", "", "The sync stops.\nSince Monday."),
        ("replied", owner, "Please make a new token."),
        ("owner changed", "eva", ""),
        ("replied", "eva", "I am here for you now."),
    ]


def test_whether_it_is_fixed_is_asked_and_no_opens_it_again_with_the_same_owner(
    door: PublicDoor, log: TicketLog
) -> None:
    number, key = door.file(asked())
    owner = door.enter(number, key).owner
    log.solve(number, by=owner)
    assert door.enter(number, key).asked
    door.confirm(number, key, False, "It still stops.")
    case = door.enter(number, key)
    assert (case.asked, case.state, case.owner) == (False, State.REOPENED, owner)
    log.solve(number, by=owner)
    door.confirm(number, key, True)
    assert said(door.enter(number, key))[1:] == [
        ("solved", owner, ""),
        ("denied", "", "It still stops."),
        ("solved", owner, ""),
        ("confirmed", "", ""),
    ]
    assert log.get(number, ROOT).confirmed is not None
    with pytest.raises(KbError, match="that was answered"):
        door.confirm(number, key, False)


def test_what_they_say_later_opens_it_again(door: PublicDoor, log: TicketLog, files: Attachments) -> None:
    number, key = door.file(asked())
    owner = door.enter(number, key).owner
    log.close(number, by=owner, reason="spam, said the vendor")
    door.say(number, key, "", [files.hold("screen.png", b"picture")])
    case = door.enter(number, key)
    assert (case.state, case.owner) == (State.REOPENED, owner)
    assert said(case)[1:] == [("closed", owner, ""), ("heard", "", "Sent screen.png.")]
    assert [one.name for one in case.words[-1].files] == ["screen.png"]


def test_an_article_that_fixed_it_ends_it_and_its_owner_hears(door: PublicDoor, log: TicketLog) -> None:
    number, key = door.file(asked())
    door.helped(number, key, "sync-e4012")
    ticket = log.get(number, ROOT)
    assert (ticket.resolution, ticket.state, ticket.confirmed is not None) == ("sync-e4012", State.CLOSED, True)
    assert [notice.kind for notice in log.notices.waiting(ticket.owner)] == ["confirmed", "opened"]
    assert said(door.enter(number, key))[1:] == [("solved", "", ""), ("confirmed", "", "")]
    with pytest.raises(KbError, match="it is closed"):
        door.helped(number, key, "sync-e4012")


def test_a_key_opens_what_its_request_was_merged_into(door: PublicDoor, log: TicketLog, files: Attachments) -> None:
    first, key = door.file(asked(files=(files.hold("log.txt", b"boom"),)))
    second, _ = door.file(asked(text="It stops again."))
    log.incidents.merge(first, second, by="root")
    case = door.enter(first, key)
    assert (case.first, case.number) == (first, second)
    assert [word.text for word in case.words] == ["The sync stops.\nSince Monday.", "It stops again."]
    assert [one.name for word in case.words for one in word.files] == ["log.txt"]
    door.say(first, key, "And again.")
    assert [event.kind for event in log.thread(second)][-1] is Happening.HEARD


def test_a_text_beyond_what_a_ticket_keeps_in_one_piece_is_kept_as_a_file(door: PublicDoor) -> None:
    number, key = door.file(asked(text="x" * LONGEST + "password: hunter2hunter2"))
    case = door.enter(number, key)
    assert len(case.text) == LONGEST
    (file,) = case.words[0].files
    found = door.attachment(number, key, file.id)
    assert found is not None
    assert (file.name, found[1].read_text()) == (REST, "password: ********")


def test_what_is_only_for_the_desk_is_no_file_of_the_requester(door: PublicDoor, files: Attachments) -> None:
    number, key = door.file(asked())
    inside = files.add(number, "trace.txt", b"ours", by="ana", public=False)
    assert door.enter(number, key).words[0].files == ()
    assert door.attachment(number, key, inside.id) is None


def test_a_key_that_was_revoked_or_of_somebody_erased_opens_nothing(
    door: PublicDoor, log: TicketLog, database: Database
) -> None:
    number, key = door.file(asked())
    AccessKeys(database).revoke(number, by="ana")
    with pytest.raises(AccessKeyRefused):
        door.say(number, key, "hello")
    number, key = door.file(asked())
    log.requesters.erase("zoe@corp.example", by="root")
    with pytest.raises(AccessKeyRefused):
        door.enter(number, key)


def test_a_file_that_no_ticket_got_is_deleted_after_a_day(door: PublicDoor, files: Attachments, tmp_path: Path) -> None:
    kept, gone, fresh = (files.hold(f"{n}.txt", content) for n, content in enumerate((b"kept", b"gone", b"fresh")))
    door.file(asked(files=(kept,)))
    place = tmp_path / ".kbsearch" / FOLDER / "held"
    assert {path.name for path in place.iterdir()} == {gone.digest, fresh.digest}
    long_ago = time.time() - HELD.total_seconds() - 1
    os.utime(place / gone.digest, (long_ago, long_ago))
    assert files.sweep() == 1
    with pytest.raises(AttachmentRefused):
        files.adopt(1, gone)
    assert files.adopt(1, fresh).name == "2.txt"
    assert [one.name for one in files.of(1)] == ["0.txt", "2.txt"]


def test_a_key_is_given_and_ended_by_those_who_answer_and_the_log_says_so(door: PublicDoor, log: TicketLog) -> None:
    number, first = door.file(asked())
    second = door.give_key(number, by="ana")
    assert {door.enter(number, key).number for key in (first, second)} == {number}
    log.hand_to(number, "ned", by="ana")
    with pytest.raises(KbError, match="as engineer"):
        door.give_key(number, by="ned")
    assert door.end_keys(number, by="ana") == 2
    for key in (first, second):
        with pytest.raises(AccessKeyRefused):
            door.enter(number, key)
    noted = [event.data["text"] for event in log.events(number, ROOT) if event.kind is Happening.NOTED]
    assert noted == ["A new key was given to the requester.", "All keys of the requester were ended."]
