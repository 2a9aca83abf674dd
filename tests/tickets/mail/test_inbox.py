"""What becomes of a mail: a ticket, a word in one, a note, or it waits with the reason; none is ever lost."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from kbsearch.errors import MailTooLarge, MailUnknown
from kbsearch.people.accounts import Accounts
from kbsearch.people.database import Database, now
from kbsearch.settings import Settings
from kbsearch.tickets.attachments import Attachments
from kbsearch.tickets.attempts import Standing
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.mail.incoming import Fate
from kbsearch.tickets.mail.outgoing import Letter
from kbsearch.tickets.mail.post import Post
from kbsearch.tickets.models import Channel, Happening, State, TicketEvent
from kbsearch.tickets.wording import LONGEST
from tests.tickets.mail.conftest import ADMIN, Written


def said(log: TicketLog, number: int) -> list[tuple[Happening, str]]:
    """What was said in a ticket, by whomever."""
    spoken = (Happening.OPENED, Happening.HEARD, Happening.REPLIED, Happening.NOTED)
    events: list[TicketEvent] = [event for event in log.events(number, ADMIN) if event.kind in spoken]
    return [(event.kind, event.data["text"]) for event in events]


def letter(post: Post, database: Database, recipient: str = "zoe@corp.example") -> Letter:
    """The last letter to somebody."""
    post.letters.write()
    with database.read() as session:
        found = session.scalars(select(Letter).where(Letter.recipient == recipient).order_by(Letter.id.desc())).first()
    assert found is not None
    return found


def test_a_mail_becomes_a_ticket(post: Post, log: TicketLog, written: Written) -> None:
    taken = post.inbox.take(written("E4012: remote refused token 17\nmy address is zoe@corp.net"), "pipe")
    assert (taken.fate, taken.ticket, taken.message_id) == (Fate.TAKEN, 1, "z1@corp.example")
    ticket = log.get(1, ADMIN)
    assert (ticket.subject, ticket.channel, ticket.requester.name, ticket.requester.mail, ticket.owner) == (
        "Sync refuses",
        Channel.MAIL,
        "Zoe",
        "zoe@corp.example",
        "ana",
    )
    assert said(log, 1) == [(Happening.OPENED, "E4012: remote refused token 17\nmy address is person1@example.com")]


def test_the_same_mail_delivered_twice_is_taken_once(post: Post, log: TicketLog, written: Written) -> None:
    raw = written()
    first = post.inbox.take(raw, "imap")
    again = post.inbox.take(b"Received: by another server\n" + raw.replace(b"\n", b"\r\n"), "lmtp")
    assert (again.id, again.ticket) == (first.id, first.ticket)
    assert len(said(log, 1)) == 1


def test_an_answer_goes_on_in_its_ticket_by_the_token_whoever_sends_it(
    post: Post, log: TicketLog, written: Written, database: Database
) -> None:
    post.inbox.take(written(), "pipe")
    subject = f"AW: {letter(post, database).subject}"
    assert post.inbox.take(written("still so", Subject=subject), "pipe").ticket == 1
    other = written("here, too", Subject=subject, From="Yan <yan@corp.example>")
    assert post.inbox.take(other, "pipe").ticket == 1
    assert said(log, 1)[1:] == [(Happening.HEARD, "still so"), (Happening.HEARD, "Yan writes:\n\nhere, too")]


def test_an_answer_goes_on_in_its_ticket_by_what_it_answers(
    post: Post, log: TicketLog, written: Written, database: Database
) -> None:
    post.inbox.take(written(), "pipe")
    ours = letter(post, database).message_id
    assert post.inbox.take(written("one", Subject="hm", In_Reply_To=f"<{ours}>"), "pipe").ticket == 1
    theirs = written("two", Subject="hm", References="<z1@corp.example> <x@y>", From="yan@corp.example")
    assert post.inbox.take(theirs, "pipe").ticket == 1


def test_an_answer_goes_on_in_its_ticket_by_the_address(
    tmp_path: Path, post: Post, written: Written, database: Database
) -> None:
    post.inbox.take(written(), "pipe")
    token = letter(post, database).token
    to = f"Help <help+1.{token}@vossmere.example>"
    assert post.inbox.take(written("one", Subject="hm", To=to), "pipe").ticket == 1
    elsewhere = f"help+1.{token}@other.example"
    assert post.inbox.take(written("two", Subject="hm", To=elsewhere), "pipe").ticket == 2
    assert post.inbox.take(written("three", Subject="hm"), "lmtp", [f"HELP+1.{token}@VOSSMERE.example"]).ticket == 1


@pytest.mark.parametrize(
    ("sender", "subject", "ticket"),
    [
        pytest.param("zoe@corp.example", "Re: [#1] Sync", 1, id="the requester may name the number alone"),
        pytest.param("yan@corp.example", "Re: [#1] Sync", 2, id="anybody else may not"),
        pytest.param("yan@corp.example", "Re: [#1.aaaaaaaaaaaa] Sync", 2, id="nor guess the token"),
        pytest.param("zoe@corp.example", "Re: [#99] Sync", 2, id="a number that there is not"),
    ],
)
def test_a_number_in_the_subject_counts_for_the_requester(
    post: Post, log: TicketLog, written: Written, sender: str, subject: str, ticket: int
) -> None:
    post.inbox.take(written(), "pipe")
    assert post.inbox.take(written("more", Subject=subject, From=sender), "pipe").ticket == ticket
    assert ticket == 1 or log.get(2, ADMIN).subject == "Sync"


@pytest.mark.parametrize(
    ("text", "state"), [("Yes, thank you!", State.CLOSED), ("No.", State.REOPENED), ("not yet", State.REOPENED)]
)
def test_the_answer_to_whether_it_helped_is_understood(
    post: Post, log: TicketLog, written: Written, database: Database, text: str, state: State
) -> None:
    post.inbox.take(written(), "pipe")
    log.solve(1, by="ana")
    asked = letter(post, database)
    answer = written(f"{text}\n\nOn Friday, Vossmere wrote:\n> Did this fix it?\n> yes or no", Subject=asked.subject)
    post.inbox.take(answer, "pipe")
    ticket = log.get(1, ADMIN)
    assert (ticket.state, ticket.owner) == (state, "ana")


def test_what_an_agent_writes_by_mail_is_a_note(
    post: Post, log: TicketLog, written: Written, database: Database
) -> None:
    Accounts(database).set_mail("ben", "ben@vossmere.example", by="root")
    post.inbox.take(written(), "pipe")
    subject = letter(post, database).subject
    post.inbox.take(written("I know this one", Subject=subject, From="Ben <Ben@Vossmere.example>"), "pipe")
    assert said(log, 1)[1:] == [(Happening.NOTED, "I know this one")]


def test_an_automatic_reply_is_a_note_and_changes_nothing(
    post: Post, log: TicketLog, written: Written, database: Database
) -> None:
    post.inbox.take(written(), "pipe")
    log.reply(1, "Please make a new token.", by="ana")
    asked = letter(post, database)
    away = written(
        "I am away until Monday.", Auto_Submitted="auto-replied", In_Reply_To=f"<{asked.message_id}>", Subject="Away"
    )
    taken = post.inbox.take(away, "pipe")
    assert (taken.fate, taken.ticket) == (Fate.NOTED, 1)
    assert said(log, 1)[-1] == (Happening.NOTED, "Automatic reply:\n\nI am away until Monday.")
    assert log.get(1, ADMIN).state is State.WAITING_FOR_REQUESTER
    assert letter(post, database).id == asked.id


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        pytest.param(
            {"Auto_Submitted": "auto-replied"},
            "automatic reply: its header says Auto-Submitted: auto-replied",
            id="an automatic reply to nothing",
        ),
        pytest.param({"List_Id": "<n.example>"}, "bulk mail: it has a header List-Id", id="a list"),
        pytest.param(
            {"From": "support@vossmere.example"},
            "mail loop: it comes from our own address support@vossmere.example",
            id="ourselves",
        ),
        pytest.param({"From": ""}, "it does not say who sent it", id="nobody"),
        pytest.param(
            {"From": "MAILER-DAEMON@mx.example", "Subject": "Undelivered Mail Returned to Sender"},
            "returned mail: it does not say which letter of ours it speaks of",
            id="a returned mail that is not ours",
        ),
    ],
)
def test_what_no_person_sent_us_is_put_aside_with_the_reason_and_can_be_accepted(
    post: Post, log: TicketLog, written: Written, headers: dict[str, str], why: str
) -> None:
    raw = written(**headers)
    taken = post.inbox.take(raw, "pipe")
    assert (taken.fate, taken.why, taken.ticket) == (Fate.ASIDE, why, None)
    assert [mail.id for mail in post.inbox.store.list()] == [taken.id]
    assert post.inbox.store.raw(taken) == raw
    accepted = post.inbox.accept(taken.id, by="ana")
    assert (accepted.fate, accepted.ticket) == (Fate.TAKEN, 1)
    assert said(log, 1) == [(Happening.OPENED, "E4012: remote refused token 17")]
    assert post.inbox.store.list() == []
    with pytest.raises(MailUnknown) as unknown:
        post.inbox.accept(taken.id, by="ana")
    assert str(unknown.value) == f"no mail {taken.id} waits here: it was taken [KBE1065]"


def test_a_program_gets_a_ticket_and_no_answer(post: Post, written: Written, database: Database) -> None:
    taken = post.inbox.take(written(Auto_Submitted="auto-generated", From="monitor@corp.example"), "pipe")
    assert (taken.fate, taken.ticket) == (Fate.TAKEN, 1)
    post.letters.write()
    with database.read() as session:
        assert session.scalars(select(Letter)).all() == []


def test_a_storm_of_mails_does_not_become_a_storm_of_tickets(post: Post, written: Written) -> None:
    fates = [post.inbox.take(written(f"disk {number} is full"), "pipe").fate for number in range(7)]
    assert fates == [Fate.TAKEN] * 5 + [Fate.ASIDE] * 2
    assert post.inbox.store.list()[0].why == "mail storm: 7 mails of this sender within an hour, more than 5"
    assert post.inbox.take(written(From="yan@corp.example"), "pipe").fate is Fate.TAKEN


def test_a_letter_that_comes_back_is_given_up_and_its_ticket_says_so(
    post: Post, log: TicketLog, written: Written, database: Database
) -> None:
    post.inbox.take(written(), "pipe")
    sent = letter(post, database)
    post.outgoing.sent(sent)
    back = written(
        f"Sorry, no such user.\n\nMessage-ID: <{sent.message_id}>",
        From="MAILER-DAEMON@mx.example",
        Subject="Undelivered Mail Returned to Sender",
    )
    assert post.inbox.take(back, "pipe").fate is Fate.NOTED
    problem = "zoe@corp.example: Undelivered Mail Returned to Sender"
    assert [(one.id, one.standing, one.problem) for one in post.outgoing.list()] == [
        (sent.id, Standing.GIVEN_UP, problem)
    ]
    assert said(log, 1)[-1] == (
        Happening.NOTED,
        "A letter has come back. zoe@corp.example: Undelivered Mail Returned to Sender",
    )


def test_files_are_kept_and_those_that_are_not_are_named(
    post: Post, log: TicketLog, settings: Settings, database: Database
) -> None:
    made = EmailMessage()
    made["From"], made["Subject"] = "zoe@corp.example", "Log"
    made.set_content("see the log")
    for name, size in (("sync.log", 10), ("setup.exe", 10), ("big.log", 1024 * 1024 + 1)):
        made.add_attachment(b"x" * size, maintype="application", subtype="octet-stream", filename=name)
    taken = post.inbox.take(made.as_bytes(), "pipe")
    kept = Attachments(settings, database).of(1, public=True)
    opened = log.events(1, ADMIN)[0]
    assert [(file.name, file.size, file.event) for file in kept] == [("sync.log", 10, opened.id)]
    left_out = "setup.exe (files that end in .exe are not taken), big.log (it has 1.0 MB, more than 1)"
    assert taken.why == f"left out: {left_out}"
    assert said(log, 1)[-1] == (
        Happening.NOTED,
        f"Left out of mail 1, which is kept as it came in for 7 days: {left_out}",
    )


def test_what_is_too_long_for_a_ticket_goes_on_in_a_file(
    post: Post, log: TicketLog, settings: Settings, database: Database, written: Written
) -> None:
    text = "".join(f"line {number}\n" for number in range(20_000))
    post.inbox.take(written(text), "pipe")
    (rest,) = Attachments(settings, database).of(1)
    found = Attachments(settings, database).get(1, rest.id)
    assert found is not None
    assert said(log, 1)[0][1] + found[1].read_text() == text[:LONGEST] + text[LONGEST:].rstrip("\n")


def test_a_mail_without_text_and_subject_is_a_ticket_all_the_same(post: Post, log: TicketLog, written: Written) -> None:
    post.inbox.take(written("", Subject=""), "pipe")
    assert log.get(1, ADMIN).subject == "A mail without a subject"
    assert said(log, 1) == [(Happening.OPENED, "(the mail has no text)")]


def test_a_mail_that_cannot_be_read_is_kept_and_shown_and_can_be_accepted(
    post: Post, log: TicketLog, settings: Settings, database: Database
) -> None:
    raw = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(1100)).encode()
    taken = post.inbox.take(raw, "pipe")
    assert (taken.fate, taken.why) == (Fate.UNREADABLE, "its parts are nested too deeply")
    assert post.inbox.accept(taken.id, by="ana").ticket == 1
    assert said(log, 1) == [
        (Happening.OPENED, "A mail came in that cannot be read: its parts are nested too deeply. It is here as a file.")
    ]
    (file,) = Attachments(settings, database).of(1)
    assert (file.name, file.size) == ("mail-1.eml", len(raw))


def test_a_mail_that_was_stored_before_the_power_went_is_dealt_with_later(
    post: Post, log: TicketLog, written: Written
) -> None:
    raw = written()
    post.inbox.store.keep(raw, "lmtp")
    assert [mail.fate for mail in post.inbox.store.list()] == [Fate.NEW]
    assert post.inbox.catch_up() == 1
    assert (post.inbox.catch_up(), len(said(log, 1))) == (0, 1)
    assert post.inbox.take(raw, "lmtp").ticket == 1
    assert len(said(log, 1)) == 1


def test_a_mail_above_the_limit_is_not_taken(tmp_path: Path, database: Database, written: Written) -> None:
    small = Post(Settings.parse("[mail]\nlargest_mb = 1", tmp_path), database)
    with pytest.raises(MailTooLarge) as refused:
        small.inbox.take(written("x" * 1_200_000), "pipe")
    assert str(refused.value) == (
        "a mail of 1.1 MB is not taken, the limit is 1: raise 'largest_mb' under [mail] in kbsearch.toml, "
        "or ask for the files in another way [KBE1064]"
    )


def test_mails_are_kept_as_they_came_for_some_days_and_those_that_wait_for_as_long_as_they_wait(
    post: Post, written: Written
) -> None:
    taken, aside = post.inbox.take(written(), "pipe"), post.inbox.take(written(List_Id="x"), "pipe")
    assert post.inbox.store.clear(now() + timedelta(days=6)) == 0
    assert post.inbox.store.clear(now() + timedelta(days=8)) == 1
    with pytest.raises(MailUnknown) as gone:
        post.inbox.store.raw(taken)
    assert str(gone.value) == f"no mail {taken.id} waits here: it stands in its ticket [KBE1065]"
    assert post.inbox.store.get(taken.id).sender == ""
    assert b"List-Id" in post.inbox.store.raw(aside)


def test_what_an_address_has_sent_can_be_forgotten(post: Post, written: Written) -> None:
    taken, aside = post.inbox.take(written(), "pipe"), post.inbox.take(written(List_Id="x"), "pipe")
    other = post.inbox.take(written(From="yan@corp.example"), "pipe")
    assert post.inbox.store.forget("ZOE@corp.example") == 2
    for mail in (taken, aside):
        with pytest.raises(MailUnknown):
            post.inbox.store.raw(mail)
    assert b"yan@corp.example" in post.inbox.store.raw(other)
    assert post.inbox.store.list() == []


def test_a_mail_that_is_dismissed_waits_no_more(post: Post, written: Written) -> None:
    aside = post.inbox.take(written(List_Id="x"), "pipe")
    assert post.inbox.dismiss(aside.id, by="ana").fate is Fate.DISMISSED
    assert post.inbox.store.list() == []
