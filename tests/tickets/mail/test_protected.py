"""Letters go over a protected connection, after signing in, and to a server that proves who it is alone."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from kbsearch.people.database import Database
from kbsearch.settings import Settings
from kbsearch.tickets.mail.post import Post
from tests.tickets.mail.conftest import MailServer, Written, free_port


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that only says so itself, and its key."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl found to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "certificate.pem", folder / "key.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    subprocess.run([program, *words.split(), "-keyout", key, "-out", made], check=True, capture_output=True)
    return made, key


@pytest.fixture
def protected(certificate: tuple[Path, Path]) -> Iterator[tuple[MailServer, int]]:
    """A server that wants STARTTLS, and then a name and a password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    def signs_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"help", b"swordfish")
        return AuthResult(success=right, handled=False)

    taking = MailServer()
    controller = Controller(
        taking,
        hostname="localhost",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        authenticator=signs_in,
        auth_required=True,
    )
    controller.start()
    yield taking, controller.port
    controller.stop()


def test_letters_are_sent_signed_in_and_protected_and_to_nobody_who_only_says_who_they_are(
    settings: Settings,
    database: Database,
    written: Written,
    protected: tuple[MailServer, int],
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server, port = protected
    smtp = settings.mail.smtp.model_copy(
        update={"host": "localhost", "port": port, "security": "starttls", "user": "help"}
    )
    post = Post(settings.model_copy(update={"mail": settings.mail.model_copy(update={"smtp": smtp})}), database)
    post.inbox.take(written(), "pipe")
    monkeypatch.setenv("KBSEARCH_SMTP_PASSWORD", "guessed")
    assert post.send().failed == 1
    assert "certificate verify failed" in post.outgoing.list()[0].problem
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    post.outgoing.retry(by="ana")
    assert post.send().failed == 1
    assert post.outgoing.list()[0].problem.startswith("535 ")
    monkeypatch.setenv("KBSEARCH_SMTP_PASSWORD", "swordfish")
    post.outgoing.retry(by="ana")
    assert post.send().sent == 1
    assert [one.rcpt_tos for one in server.taken] == [["zoe@corp.example"]]
