"""A mail server hands mails over; "250" means that the mail is on the disk, whatever happens next."""

import os
import re
import signal
import smtplib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.errors import MailNotSet, PortTaken
from kbsearch.people.database import Database
from kbsearch.settings import Settings
from kbsearch.tickets.mail.incoming import Fate
from kbsearch.tickets.mail.listener import listening
from kbsearch.tickets.mail.post import Post
from tests.tickets.mail.conftest import Written, free_port


@pytest.fixture
def lmtp(settings: Settings, post: Post) -> Iterator[smtplib.LMTP]:
    listener = listening(settings, post.inbox, "127.0.0.1", free_port(), lmtp=True)
    with smtplib.LMTP("127.0.0.1", listener.port) as client:
        yield client
    listener.stop()


def test_a_mail_for_us_is_taken_once_it_is_stored(lmtp: smtplib.LMTP, post: Post, written: Written) -> None:
    lmtp.sendmail("zoe@corp.example", ["help+1.abc@vossmere.example"], written())
    (taken,) = post.inbox.store.list((Fate.TAKEN,))
    assert (taken.via, taken.envelope, taken.ticket) == ("lmtp", "help+1.abc@vossmere.example", 1)


def test_a_mail_for_anybody_else_is_refused(lmtp: smtplib.LMTP, written: Written) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        lmtp.sendmail("zoe@corp.example", ["boss@corp.example"], written())
    assert refused.value.recipients == {"boss@corp.example": (550, b"5.1.1 no such mailbox here")}


def test_a_mail_above_the_limit_is_refused_before_it_is_sent(
    settings: Settings, database: Database, written: Written
) -> None:
    small = settings.model_copy(update={"mail": settings.mail.model_copy(update={"largest_mb": 1})})
    listener = listening(small, Post(small, database).inbox, "127.0.0.1", free_port(), lmtp=False)
    try:
        with smtplib.SMTP("127.0.0.1", listener.port) as client, pytest.raises(smtplib.SMTPSenderRefused):
            client.sendmail("zoe@corp.example", ["help@vossmere.example"], written("x\n" * 600_000))
    finally:
        listener.stop()


def test_a_mail_that_cannot_be_stored_is_not_acknowledged(
    lmtp: smtplib.LMTP, settings: Settings, written: Written
) -> None:
    (settings.root / ".kbsearch").mkdir(exist_ok=True)
    (settings.root / ".kbsearch" / "mail").write_text("in the way")
    with pytest.raises(smtplib.SMTPDataError) as refused:
        lmtp.sendmail("zoe@corp.example", ["help@vossmere.example"], written())
    assert (refused.value.smtp_code, refused.value.smtp_error) == (
        451,
        b"4.3.0 it cannot be stored now, try again later",
    )


def test_what_cannot_be_listened_on_is_said(settings: Settings, post: Post, lmtp: smtplib.LMTP) -> None:
    assert lmtp.sock is not None
    port = lmtp.sock.getpeername()[1]
    with pytest.raises(PortTaken) as taken:
        listening(settings, post.inbox, "127.0.0.1", port, lmtp=True)
    assert str(taken.value).startswith(f"cannot listen on 127.0.0.1:{port} (")
    with pytest.raises(MailNotSet, match="nobody's mail would be taken"):
        listening(Settings(root=settings.root), post.inbox, "127.0.0.1", free_port(), lmtp=True)


def test_no_mail_that_was_acknowledged_is_lost_when_the_process_is_killed(tmp_path: Path, written: Written) -> None:
    (tmp_path / "kbsearch.toml").write_text('[mail]\naddress = "help@vossmere.example"\nstorm = 10000\n')
    port = free_port()
    words = [sys.executable, "-m", "kbsearch", "--kb", str(tmp_path), "mail", "listen", "--port", str(port)]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    assert running.stdout is not None
    assert running.stdout.readline() == f"listening on 127.0.0.1:{port} (LMTP); Ctrl-C ends it\n"
    acknowledged: list[str] = []

    def send() -> None:
        with smtplib.LMTP("127.0.0.1", port) as client:
            while True:
                raw = written()
                client.sendmail("zoe@corp.example", ["help@vossmere.example"], raw)
                acknowledged.append(re.findall(r"Message-ID: <(.*)>", raw.decode())[0])
                if len(acknowledged) == 12:
                    running.send_signal(signal.SIGKILL)

    def send_until_nobody_answers() -> None:
        with pytest.raises((OSError, smtplib.SMTPException)):
            send()

    sender = threading.Thread(target=send_until_nobody_answers)
    sender.start()
    sender.join(60)
    running.wait()
    running.stdout.close()
    assert len(acknowledged) >= 12
    with KnowledgeBase.open(tmp_path) as kb:
        kb.post.inbox.catch_up()
        kept = {mail.message_id: mail.ticket for mail in kb.post.inbox.store.list((Fate.TAKEN,), limit=1000)}
    assert set(acknowledged) <= set(kept)
    assert len(set(kept.values())) == len(kept)
