"""A mailbox is emptied into the log, by a real IMAP server (Dovecot), and nothing in it is marked too early."""

import grp
import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch.errors import MailboxFailed, MailNotSet, SecretMissing, StateFailed
from kbsearch.people.database import Database
from kbsearch.settings import Settings
from kbsearch.tickets.mail.incoming import Fate
from kbsearch.tickets.mail.post import Post
from tests.tickets.mail.conftest import Written, free_port, wait_until

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/box
listen = 127.0.0.1
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@pytest.fixture(scope="module")
def dovecot() -> Iterator[int]:
    """The port of an IMAP server of our own; as root it works as nobody, else as whoever runs the tests."""
    if PROGRAM is None:
        pytest.skip("no IMAP server found; install dovecot-imapd")
    with tempfile.TemporaryDirectory(prefix="kbsearch-dovecot-") as folder:
        yield from serving(Path(folder))


def serving(folder: Path) -> Iterator[int]:
    """A server whose files stand in a folder; whoever it works as has to reach them."""
    assert PROGRAM is not None
    person = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    folder.chmod(0o755)
    for name in ("box", "home"):
        (folder / name).mkdir()
        shutil.chown(folder / name, person.pw_uid, person.pw_gid)
    port = free_port()
    group = grp.getgrgid(person.pw_gid).gr_name
    values = {"user": person.pw_name, "group": group, "uid": person.pw_uid, "gid": person.pw_gid}
    settings = folder / "dovecot.conf"
    settings.write_text(CONFIGURATION.format(folder=folder, port=port, **values))
    with subprocess.Popen([PROGRAM, "-F", "-c", str(settings)]) as running:
        try:
            wait_until(lambda: reachable(port))
            yield port
        finally:
            running.terminate()


def reachable(port: int) -> bool:
    try:
        with imaplib.IMAP4("127.0.0.1", port, timeout=5) as client:
            return client.login("help", "secret")[0] == "OK"
    except (OSError, imaplib.IMAP4.error):
        return False


@pytest.fixture
def mailbox(dovecot: int) -> Iterator[imaplib.IMAP4]:
    """An empty mailbox, signed in to."""
    with imaplib.IMAP4("127.0.0.1", dovecot) as client:
        client.login("help", "secret")
        if client.select("INBOX")[1] != [b"0"]:
            client.store("1:*", "+FLAGS", r"\Deleted")
            client.expunge()
        yield client


@pytest.fixture
def imap_settings(settings: Settings, dovecot: int, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("KBSEARCH_IMAP_PASSWORD", "secret")
    imap = settings.mail.imap.model_copy(update={"host": "127.0.0.1", "port": dovecot, "security": "none"})
    return settings.model_copy(update={"mail": settings.mail.model_copy(update={"imap": imap})})


@pytest.fixture
def fetching(imap_settings: Settings, database: Database) -> Post:
    return Post(imap_settings, database)


def flags(mailbox: imaplib.IMAP4) -> list[bool]:
    """For each mail of the mailbox, whether it is marked as seen."""
    count = int((mailbox.select("INBOX")[1][0] or b"0").decode())
    found = [mailbox.fetch(str(number), "(FLAGS)")[1][0] for number in range(1, count + 1)]
    return [b"\\Seen" in one for one in found if isinstance(one, bytes)]


def put(mailbox: imaplib.IMAP4, raw: bytes) -> None:
    assert mailbox.append("INBOX", "", "", raw.replace(b"\n", b"\r\n"))[0] == "OK"


def test_new_mails_are_fetched_once_and_marked(mailbox: imaplib.IMAP4, fetching: Post, written: Written) -> None:
    put(mailbox, written())
    put(mailbox, written(From="yan@corp.example"))
    assert fetching.fetch() == 2
    assert flags(mailbox) == [True, True]
    put(mailbox, written("again", Subject="Disk"))
    assert fetching.fetch() == 1
    assert [mail.ticket for mail in fetching.inbox.store.list((Fate.TAKEN,))] == [3, 2, 1]
    assert {mail.via for mail in fetching.inbox.store.list((Fate.TAKEN,))} == {"imap"}


def test_mails_are_moved_where_a_folder_is_named_for_it(
    mailbox: imaplib.IMAP4, imap_settings: Settings, database: Database, written: Written
) -> None:
    mailbox.create("Done")
    imap = imap_settings.mail.imap.model_copy(update={"done": "Done"})
    mail = imap_settings.mail.model_copy(update={"imap": imap})
    post = Post(imap_settings.model_copy(update={"mail": mail}), database)
    put(mailbox, written())
    assert post.fetch() == 1
    assert flags(mailbox) == []
    assert mailbox.select("Done")[1] == [b"1"]


def test_a_mail_that_cannot_be_stored_stays_new_in_the_mailbox(
    mailbox: imaplib.IMAP4, fetching: Post, imap_settings: Settings, written: Written
) -> None:
    put(mailbox, written())
    place = imap_settings.root / ".kbsearch" / "mail"
    place.parent.mkdir(exist_ok=True)
    place.write_text("in the way")
    with pytest.raises(StateFailed):
        fetching.fetch()
    assert flags(mailbox) == [False]
    place.unlink()
    assert fetching.fetch() == 1


def test_a_mail_that_is_too_large_stays_there_and_the_others_come(
    mailbox: imaplib.IMAP4, imap_settings: Settings, database: Database, written: Written
) -> None:
    small = imap_settings.model_copy(update={"mail": imap_settings.mail.model_copy(update={"largest_mb": 1})})
    put(mailbox, written("x" * 70 + "\n", Subject="y\n " * 400_000))
    put(mailbox, written())
    assert Post(small, database).fetch() == 1
    assert flags(mailbox) == [True, True]


def test_a_mailbox_that_cannot_be_opened_is_said(
    imap_settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MailNotSet, match="there is no mailbox to fetch from"):
        Post(Settings(root=imap_settings.root), database).fetch()
    monkeypatch.setenv("KBSEARCH_IMAP_PASSWORD", "wrong")
    with pytest.raises(MailboxFailed) as failed:
        Post(imap_settings, database).fetch()
    assert str(failed.value).startswith("the mailbox on 127.0.0.1 cannot be read (")
    assert "AUTHENTICATIONFAILED" in str(failed.value)
    monkeypatch.delenv("KBSEARCH_IMAP_PASSWORD")
    with pytest.raises(SecretMissing):
        Post(imap_settings, database).fetch()
