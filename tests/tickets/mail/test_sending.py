"""What a mail server does not take is kept with its answer, tried again later each time, and given up in the end."""

from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import update

from kbsearch.errors import LetterRefused, MailNotSet, SecretMissing
from kbsearch.people.database import Database, now
from kbsearch.settings import Settings
from kbsearch.tickets.attachments import Attachments
from kbsearch.tickets.attempts import LEASE, PAUSES, Standing
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.mail.outgoing import Letter
from kbsearch.tickets.mail.post import Post
from tests.tickets.mail.conftest import MailServer, Written, free_port


@pytest.fixture
def two(post: Post, written: Written) -> Post:
    """A post with two letters that wait, to Zoë and to Yan."""
    post.inbox.take(written(), "pipe")
    post.inbox.take(written(From="yan@corp.example"), "pipe")
    post.letters.write()
    return post


def standings(post: Post) -> list[tuple[str, Standing, int, str]]:
    return [(one.recipient, one.standing, one.tries, one.problem) for one in post.outgoing.list(tuple(Standing))]


def make_due(database: Database) -> None:
    """Let the time go by until every letter is due."""
    with database.write() as session:
        session.execute(update(Letter).where(Letter.standing == Standing.WAITING).values(due=now()))


def test_a_letter_that_is_refused_for_good_is_given_up_and_holds_up_no_other(two: Post, server: MailServer) -> None:
    server.refused["zoe@corp.example"] = "550 5.1.1 no such user"
    done = two.send()
    assert (done.sent, done.failed) == (1, 1)
    assert standings(two) == [
        ("yan@corp.example", Standing.SENT, 1, ""),
        ("zoe@corp.example", Standing.GIVEN_UP, 1, "550 5.1.1 no such user"),
    ]


def test_a_letter_that_is_not_taken_now_is_tried_again_later_each_time_and_given_up_in_the_end(
    two: Post, server: MailServer, database: Database
) -> None:
    server.refused["zoe@corp.example"] = "451 4.7.1 greylisted"
    pauses: list[timedelta] = []
    for _ in range(len(PAUSES)):
        at: datetime = now()
        assert two.send().failed == 1
        (waiting,) = two.outgoing.list()
        assert (waiting.standing, waiting.problem) == (Standing.WAITING, "451 4.7.1 greylisted")
        pauses.append(waiting.due - at)
        assert two.send().failed == 0
        make_due(database)
    assert [
        timedelta(0) <= pause - wanted < timedelta(seconds=30) for pause, wanted in zip(pauses, PAUSES, strict=True)
    ]
    two.send()
    assert two.outgoing.list()[0].standing is Standing.GIVEN_UP
    server.refused.clear()
    assert two.outgoing.retry(by="ana") == 1
    assert two.send().sent == 1


def test_while_no_server_answers_all_letters_wait_with_the_reason(
    settings: Settings, database: Database, written: Written
) -> None:
    smtp = settings.mail.smtp.model_copy(update={"port": free_port()})
    post = Post(settings.model_copy(update={"mail": settings.mail.model_copy(update={"smtp": smtp})}), database)
    post.inbox.take(written(), "pipe")
    post.inbox.take(written(From="yan@corp.example"), "pipe")
    assert post.send().failed == 2
    assert [(one[1], one[2]) for one in standings(post)] == [(Standing.WAITING, 1)] * 2
    assert {one[3] for one in standings(post)} == {"Connection refused"}


def test_two_processes_do_not_send_the_same_letter(two: Post) -> None:
    assert len(two.outgoing.take()) == 2
    assert two.outgoing.take() == []


def test_a_letter_whose_sender_was_killed_is_sent_by_the_next(
    two: Post, server: MailServer, database: Database
) -> None:
    taken = two.outgoing.take()
    assert all(letter.due > now() + LEASE - timedelta(seconds=30) for letter in taken)
    make_due(database)
    assert two.send().sent == 2


def test_a_letter_is_cancelled_and_stays_so(two: Post, server: MailServer) -> None:
    letter = next(one for one in two.outgoing.list() if one.recipient == "zoe@corp.example")
    two.outgoing.cancel(letter.id, by="ana")
    assert two.send().sent == 1
    for deed in (two.outgoing.retry, two.outgoing.cancel):
        with pytest.raises(LetterRefused) as refused:
            deed(letter.id, by="ana")
        assert str(refused.value) == (
            f"letter {letter.id} cannot be changed (it is cancelled): "
            "'kbsearch mail queue' lists the letters that have not been sent [KBE1066]"
        )
    with pytest.raises(LetterRefused, match="there is none of that number"):
        two.outgoing.retry(99, by="ana")


def test_without_a_server_or_a_password_it_is_said_what_is_missing(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MailNotSet) as unset:
        Post(Settings.parse('[mail]\naddress = "help@x.example"', settings.root), database).send()
    assert str(unset.value) == (
        "mail is not set up (letters cannot be sent): set 'host' under [mail.smtp] in kbsearch.toml [KBE1062]"
    )
    monkeypatch.delenv("KBSEARCH_SMTP_PASSWORD", raising=False)
    smtp = settings.mail.smtp.model_copy(update={"user": "help"})
    signed = settings.model_copy(update={"mail": settings.mail.model_copy(update={"smtp": smtp})})
    with pytest.raises(SecretMissing) as missing:
        Post(signed, database).send()
    assert str(missing.value) == (
        "the environment variable KBSEARCH_SMTP_PASSWORD is empty: "
        "set it for the process that runs kbsearch; passwords never stand in kbsearch.toml [KBE1068]"
    )


def say(post: Post, log: TicketLog, settings: Settings, database: Database, files: dict[str, bytes], text: str) -> None:
    """Ana brings files for the requester of ticket 1 and answers them."""
    for name, content in files.items():
        Attachments(settings, database).add(1, name, content, by="ana", type="text/plain")
    log.reply(1, text, by="ana", as_is=True)
    post.send()


def sent(server: MailServer) -> EmailMessage:
    """The newest letter as its reader has it."""
    letter = message_from_bytes(server.taken[-1].content or b"", policy=default)  # type: ignore[arg-type]
    assert isinstance(letter, EmailMessage)
    return letter


def test_a_reply_goes_out_with_the_files_that_the_desk_has_brought_for_it(
    post: Post, log: TicketLog, server: MailServer, settings: Settings, database: Database, written: Written
) -> None:
    post.inbox.take(written(), "pipe")
    Attachments(settings, database).add(1, "ours.txt", b"not for them", by="ana", public=False)
    say(post, log, settings, database, {"steps.txt": b"1. wait\n"}, "Here are the steps.")
    files = {part.get_filename(): part.get_content() for part in sent(server).iter_attachments()}
    assert files == {"steps.txt": "1. wait\n"}
    say(post, log, settings, database, {}, "Did it help?")
    assert [part.get_filename() for part in sent(server).iter_attachments()] == []


def test_a_file_that_is_too_large_for_a_letter_stands_on_the_page_of_the_request(
    log: TicketLog, server: MailServer, settings: Settings, database: Database, written: Written
) -> None:
    small = settings.model_copy(update={"mail": settings.mail.model_copy(update={"enclose_mb": 0})})
    post = Post(small, database)
    post.inbox.take(written(), "pipe")
    say(post, log, small, database, {"trace.txt": b"x" * 300_000}, "Look at the trace.")
    letter = sent(server)
    body = letter.get_body(("plain",))
    assert body is not None
    assert list(letter.iter_attachments()) == []
    said = "Too large for a letter: trace.txt (0.3 MB); they stand at https://help.vossmere.example/request/1/"
    assert "Look at the trace.\n\n" + said in body.get_content().replace("\r\n", "\n")
    assert "{{" not in body.get_content().replace("\r\n", "\n")
