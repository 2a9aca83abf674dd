import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from kbsearch.people.database import Database
from kbsearch.people.roles import Role
from kbsearch.settings import Settings
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.mail.post import Post
from kbsearch.tickets.viewer import Viewer

HELP = "help@vossmere.example"
ADMIN = Viewer("root", Role.ADMIN)

MAIL = """
[tickets]
people = ["ana"]

[mail]
address = "help@vossmere.example"
also = ["support@vossmere.example"]
name = "Vossmere help"
url = "https://help.vossmere.example"
storm = 5

[attachments]
largest_mb = 1

[mail.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port: int = bound.getsockname()[1]
        return port


class MailServer:
    """A mail server on this machine: keeps what it takes, and refuses what it is told to refuse."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.refused: dict[str, str] = {}
        """Its answer to a recipient whom it does not take."""

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture(scope="module")
def listening() -> Iterator[tuple[MailServer, int]]:
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield server, controller.port
    controller.stop()


@pytest.fixture
def server(listening: tuple[MailServer, int]) -> MailServer:
    listening[0].taken.clear()
    listening[0].refused.clear()
    return listening[0]


@pytest.fixture
def settings(tmp_path: Path, listening: tuple[MailServer, int]) -> Settings:
    return Settings.parse(MAIL.format(port=listening[1]), tmp_path)


@pytest.fixture
def post(settings: Settings, database: Database) -> Post:
    return Post(settings, database)


@pytest.fixture
def log(settings: Settings, database: Database) -> TicketLog:
    return TicketLog(settings, database)


Written = Callable[..., bytes]


@pytest.fixture
def written() -> Written:
    """A mail as Zoë's program writes it, unless it is said otherwise."""
    count = iter(range(1, 1000))

    def write(text: str = "E4012: remote refused token 17", /, **headers: str) -> bytes:
        said = {
            "From": "Zoe <zoe@corp.example>",
            "To": HELP,
            "Subject": "Sync refuses",
            "Message-ID": f"<z{next(count)}@corp.example>",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\n" for name, value in said.items() if value)
        return f"{head}\n{text}\n".encode()

    return write


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something that happens in another process; fail when it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it has not happened"
        time.sleep(0.05)
