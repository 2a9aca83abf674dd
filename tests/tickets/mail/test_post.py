"""From a mail to the end of its request, by a real mail server: one thread, one owner, a key that is nobody else's."""

import email
import re
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import select

from kbsearch.errors import AccessKeyRefused, LetterTextInvalid
from kbsearch.people.accounts import Accounts
from kbsearch.people.database import Database
from kbsearch.settings import Settings
from kbsearch.tickets.keys import AccessKeys
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.mail.letters import ECHOES
from kbsearch.tickets.mail.outgoing import KEY, Letter
from kbsearch.tickets.mail.post import Post
from kbsearch.tickets.models import Happening, State
from tests.tickets.mail.conftest import ADMIN, MailServer, Written


def letters(server: MailServer) -> list[EmailMessage]:
    """The letters that the server took, oldest first."""
    found = [email.message_from_bytes(bytes(one.content or b""), policy=default) for one in server.taken]
    assert all(isinstance(one, EmailMessage) for one in found)
    return [one for one in found if isinstance(one, EmailMessage)]


def body(letter: EmailMessage) -> str:
    """The text of a letter, its line ends plain."""
    return letter.get_content().replace("\r\n", "\n")


def answer(written: Written, letter: EmailMessage, text: str) -> bytes:
    """What Zoë's mail program sends when she answers a letter."""
    quoted = "".join(f"> {line}\n" for line in body(letter).splitlines())
    return written(
        f"{text}\n\nOn Friday, Vossmere help wrote:\n{quoted}",
        Subject=f"Re: {letter['Subject']}",
        In_Reply_To=str(letter["Message-ID"]),
        References=f"{letter['References'] or ''} {letter['Message-ID']}".strip(),
    )


def test_a_request_by_mail_is_answered_solved_and_confirmed_by_mail(
    post: Post, log: TicketLog, server: MailServer, written: Written
) -> None:
    post.inbox.take(written(), "pipe")
    assert post.round().sent == 1
    log.reply(1, "Please make a new token.", by="ana")
    assert post.round().sent == 1
    post.inbox.take(answer(written, letters(server)[-1], "That worked"), "pipe")
    assert log.get(1, ADMIN).state is State.WAITING_FOR_US
    log.solve(1, by="ana")
    assert post.round().sent == 1
    post.inbox.take(answer(written, letters(server)[-1], "Yes!"), "pipe")
    ticket = log.get(1, ADMIN)
    assert ticket.confirmed is not None
    assert (ticket.state, ticket.owner, ticket.contacts) == (State.CLOSED, "ana", 2)
    assert [event.kind for event in log.thread(1)] == [
        Happening.OPENED,
        Happening.REPLIED,
        Happening.HEARD,
        Happening.SOLVED,
        Happening.CONFIRMED,
    ]
    first, second, third = letters(server)
    assert [one["To"] for one in letters(server)] == ["zoe@corp.example"] * 3
    assert first["From"] == "Vossmere help <help@vossmere.example>"
    assert re.fullmatch(r"Re: \[#1\.[a-z2-7]{12}\] Sync refuses", first["Subject"])
    assert len({one["Subject"] for one in letters(server)}) == 1
    assert first["In-Reply-To"] == "<z1@corp.example>"
    assert second["References"].split() == ["<z1@corp.example>", first["Message-ID"]]
    assert third["References"].split()[-1] == third["In-Reply-To"] == "<z2@corp.example>"
    assert [one["Auto-Submitted"] for one in letters(server)] == ["auto-replied", None, None]


def test_the_letters_say_what_is_to_be_said_and_nothing_of_ours(
    post: Post, log: TicketLog, server: MailServer, written: Written
) -> None:
    post.inbox.take(written(), "pipe")
    log.note(1, "the vendor has no idea", by="ben")
    log.reply(1, "Please make a new token.", by="ana")
    post.round()
    first, second = (re.sub(r"(/request/1/)\S+", r"\1(key)", body(one)) for one in letters(server))
    assert first == (
        "Hello Zoe,\n\nwe have your request. Its number is 1.\n\nana looks after it, from now until it is solved.\n\n"
        "This is what we have understood:\n\n    Sync refuses\n\n"
        "If something is missing or wrong, simply answer this mail.\n\n"
        "How it stands: https://help.vossmere.example/request/1/(key)\n"
        "The link is yours alone: it opens this request without a password.\n"
    )
    assert second == (
        "Please make a new token.\n\n--\nana\nRequest 1: Sync refuses\n"
        "How it stands: https://help.vossmere.example/request/1/(key)\n"
    )


def test_the_link_of_a_letter_opens_its_request_and_its_key_is_kept_nowhere(
    post: Post, server: MailServer, written: Written, database: Database
) -> None:
    post.inbox.take(written(), "pipe")
    post.round()
    found = re.search(r"/request/1/(\S+)", body(letters(server)[0]))
    assert found
    AccessKeys(database).check(1, found[1])
    with pytest.raises(AccessKeyRefused):
        AccessKeys(database).check(2, found[1])
    with database.read() as session:
        texts = session.scalars(select(Letter.text)).all()
        raw = session.connection().connection.driver_connection
        assert raw is not None
        dump = "\n".join(raw.iterdump())
    assert [KEY in text for text in texts] == [True]
    assert found[1] not in dump


def test_a_knowledge_base_says_it_in_its_own_words(
    post: Post, log: TicketLog, server: MailServer, written: Written, settings: Settings
) -> None:
    folder = settings.root / "mail"
    folder.mkdir()
    (folder / "opened.txt").write_text("Guten Tag {{ name }}, Ihre Nummer ist {{ number }}: {{ subject }}", "utf-8")
    post.inbox.take(written(Subject="=?utf-8?q?Gr=C3=B6=C3=9Fe?="), "pipe")
    post.round()
    assert body(letters(server)[0]) == "Guten Tag Zoe, Ihre Nummer ist 1: Größe\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("{{ nummer }}", "'nummer' is undefined", id="no such value"),
        pytest.param("{% if %}", "Expected an expression, got 'end of statement block'", id="no template"),
        pytest.param(
            "{{ ''.__class__ }}", "access to attribute '__class__' of 'str' object is unsafe.", id="a way out"
        ),
    ],
)
def test_a_text_that_cannot_be_filled_in_is_said_and_what_it_was_to_tell_waits(
    post: Post, server: MailServer, written: Written, settings: Settings, text: str, problem: str
) -> None:
    path = settings.root / "mail" / "opened.txt"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    post.inbox.take(written(), "pipe")
    with pytest.raises(LetterTextInvalid) as invalid:
        post.round()
    assert str(invalid.value) == (
        f"{path} is no text for a letter ({problem}): "
        "mend it, or delete it to use the text that comes with kbsearch [KBE1067]"
    )
    path.unlink()
    assert post.round().sent == 1


def test_people_of_the_desk_who_have_an_address_are_told_too(
    post: Post, log: TicketLog, server: MailServer, written: Written, database: Database
) -> None:
    Accounts(database).set_mail("ana", "ana@vossmere.example", by="root")
    post.inbox.take(written(), "pipe")
    post.round()
    told = next(one for one in letters(server) if one["To"] == "ana@vossmere.example")
    assert told["Auto-Submitted"] == "auto-generated"
    assert (
        body(told)
        == "Ticket 1: opened\n\n    Sync refuses\n\nE4012: remote refused token 17\n\nhttps://help.vossmere.example/tickets/1\n"
    )


def test_answers_go_to_an_address_of_the_tickets_own_where_the_server_can(
    settings: Settings, database: Database, server: MailServer, written: Written
) -> None:
    mail = settings.mail.model_copy(update={"plus_address": True})
    post = Post(settings.model_copy(update={"mail": mail}), database)
    post.inbox.take(written(), "pipe")
    post.round()
    (first,) = letters(server)
    assert re.fullmatch(r"help\+1\.[a-z2-7]{12}@vossmere\.example", first["Reply-To"])
    assert post.inbox.take(written("so?", Subject="x", To=first["Reply-To"]), "pipe").ticket == 1


def test_two_machines_do_not_thank_each_other_all_day(
    settings: Settings, database: Database, server: MailServer, written: Written
) -> None:
    mail = settings.mail.model_copy(update={"storm": 1000})
    post = Post(settings.model_copy(update={"mail": mail}), database)
    for _ in range(ECHOES + 3):
        post.inbox.take(written(), "pipe")
    assert post.round().sent == ECHOES


def test_nobody_is_written_to_before_mail_is_set_up_nor_about_old_matters_once_it_is(
    settings: Settings, database: Database, server: MailServer, written: Written
) -> None:
    silent = Post(Settings(root=settings.root), database)
    silent.inbox.take(written(), "pipe")
    assert silent.round().sent == 0
    post = Post(settings, database)
    assert post.round().sent == 1
    assert post.round().sent == 0


def test_of_a_requester_who_was_erased_no_file_mail_or_letter_is_left(
    post: Post, log: TicketLog, server: MailServer, settings: Settings, database: Database
) -> None:
    made = EmailMessage()
    made["From"], made["Subject"] = "Zoe Voss <zoe@corp.example>", "my badge 4711"
    made.set_content("badge 4711 is refused")
    made.add_attachment(b"badge 4711", maintype="application", subtype="octet-stream", filename="badge-4711.log")
    post.inbox.take(made.as_bytes(), "pipe")
    log.reply(1, "Bring the badge 4711.", by="ana")
    post.round()
    log.reply(1, "Is the badge 4711 better?", by="ana")
    post.letters.write()
    assert log.requesters.erase("zoe@corp.example", by="root") == 1
    assert post.round().sent == 0
    kept = [path.read_bytes() for path in (settings.root / ".kbsearch").rglob("*") if path.is_file()]
    with database.read() as session:
        raw = session.connection().connection.driver_connection
        assert raw is not None
        kept.append("\n".join(raw.iterdump()).encode())
    assert not any(word in one for word in (b"4711", b"zoe", b"Voss") for one in kept)
