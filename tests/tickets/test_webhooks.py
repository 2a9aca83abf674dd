"""Other programs hear what happened, signed, until they have taken it, and never what is not theirs to know."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kbsearch.errors import DeliveryRefused, SecretMissing
from kbsearch.people.database import Database, dated, now
from kbsearch.settings import Settings
from kbsearch.tickets.attempts import PAUSES, Standing
from kbsearch.tickets.corrections import Corrected
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.new import New
from kbsearch.tickets.webhooks import KEPT, Webhooks, signature
from tests.tickets.conftest import TICKETS


class Hearing:
    """A program on this machine that hears of tickets, and answers as it is told to."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        hearing = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hearing.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(hearing.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]


@pytest.fixture
def hearing() -> Iterator[Hearing]:
    it = Hearing()
    thread = threading.Thread(target=it.server.serve_forever, args=(0.01,))
    thread.start()
    yield it
    it.server.shutdown()
    thread.join()
    it.server.server_close()


@pytest.fixture
def settings(tmp_path: Path, hearing: Hearing, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("KBSEARCH_WEBHOOK_SECRET", "swordfish")
    return Settings.parse(f'{TICKETS}\n[[webhooks]]\nurl = "{hearing.url}"\n', tmp_path)


@pytest.fixture
def webhooks(settings: Settings, database: Database) -> Webhooks:
    """Webhooks that listen from now on."""
    it = Webhooks(settings, database)
    it.gather()
    return it


def test_what_happens_is_told_in_its_order_and_what_was_said_is_not(
    webhooks: Webhooks, log: TicketLog, hearing: Hearing
) -> None:
    number = log.add(New(requester="zoe@corp.example", paste="E4012: my secret", product="acme-sync"), by="ana").number
    log.reply(number, "Please make a new token.", by="ana")
    assert (webhooks.gather(), webhooks.deliver()) == (2, (2, 0))
    assert [body["type"] for body in hearing.bodies] == ["ticket.opened", "ticket.replied"]
    assert hearing.bodies[1]["data"] == {
        "event": hearing.bodies[0]["data"]["event"] + 1,
        "public": True,
        "by": "ana",
        "number": number,
        "state": "waiting for requester",
        "product": "acme-sync",
        "category": "",
        "owner": "ana",
        "assignee": "ana",
    }
    said = b"".join(body for _, body in hearing.heard)
    assert not any(word in said for word in (b"zoe", b"secret", b"token"))
    assert (webhooks.gather(), webhooks.deliver()) == (0, (0, 0))


def test_what_is_told_is_signed_so_that_nobody_else_could_have_said_it(
    webhooks: Webhooks, log: TicketLog, hearing: Hearing
) -> None:
    log.add(New(requester="zoe", paste="E4012"), by="ana")
    webhooks.gather()
    webhooks.deliver()
    headers, body = hearing.heard[0]
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.digest(b"swordfish", said, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert abs(int(headers["webhook-timestamp"]) - now().timestamp()) < 60


def test_a_signature_is_that_of_the_specification() -> None:
    # the example of the Standard Webhooks libraries
    secret, id, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330"
    assert signature(secret, id, at, b'{"test": 2432232314}') == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_tickets_of_a_private_category_are_never_told_of(webhooks: Webhooks, log: TicketLog, hearing: Hearing) -> None:
    number = log.add(New(requester="zoe", paste="they took my badge", category="security")).number
    log.note(number, "on it", by="sven")
    assert (webhooks.gather(), webhooks.deliver()) == (0, (0, 0))


def test_only_what_was_asked_for_is_told(
    settings: Settings, database: Database, log: TicketLog, hearing: Hearing, tmp_path: Path
) -> None:
    text = f'{TICKETS}\n[[webhooks]]\nurl = "{hearing.url}"\nevents = ["solved"]\n'
    webhooks = Webhooks(Settings.parse(text, tmp_path), database)
    log.add(New(requester="zoe", paste="E1"), by="ana")
    assert webhooks.gather() == 0
    log.solve(log.add(New(requester="zoe", paste="E2"), by="ana").number, by="ana")
    assert webhooks.gather() == 1


@pytest.mark.parametrize(
    ("status", "problem"),
    [(500, "it answered 500 Internal Server Error"), (302, "it answered 302 Found"), (410, "it answered 410 Gone")],
)
def test_what_is_not_taken_is_told_again_later(
    webhooks: Webhooks, log: TicketLog, hearing: Hearing, status: int, problem: str
) -> None:
    hearing.status = status
    log.add(New(requester="zoe", paste="E4012"), by="ana")
    webhooks.gather()
    assert (webhooks.deliver(), webhooks.deliver()) == ((0, 1), (0, 0))
    (waiting,) = webhooks.list()
    assert (waiting.standing, waiting.tries, waiting.problem) == (Standing.WAITING, 1, problem)
    hearing.status = 200
    with dated(now() + timedelta(minutes=2)):
        assert webhooks.deliver() == (1, 0)
    assert len({headers["webhook-id"] for headers, _ in hearing.heard}) == 1
    assert webhooks.list() == []


def test_an_address_that_the_settings_do_not_name_any_more_gets_nothing(
    webhooks: Webhooks, log: TicketLog, hearing: Hearing, database: Database, tmp_path: Path
) -> None:
    log.add(New(requester="zoe", paste="E4012"), by="ana")
    webhooks.gather()
    none = Webhooks(Settings.parse(TICKETS, tmp_path), database)
    assert none.deliver() == (0, 1)
    assert hearing.heard == []
    assert none.list()[0].standing is Standing.GIVEN_UP


def test_without_a_secret_nothing_is_told(
    webhooks: Webhooks, log: TicketLog, hearing: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KBSEARCH_WEBHOOK_SECRET")
    log.add(New(requester="zoe", paste="E4012"), by="ana")
    webhooks.gather()
    with pytest.raises(SecretMissing):
        webhooks.deliver()
    assert hearing.heard == []


def test_one_delivery_is_sent_again_whether_it_was_given_up_or_arrived(
    webhooks: Webhooks, log: TicketLog, hearing: Hearing
) -> None:
    hearing.status = 500
    number = log.add(New(requester="zoe", paste="E4012"), by="ana").number
    webhooks.gather()
    for day in range(len(PAUSES) + 1):
        with dated(now() + timedelta(days=day)):
            webhooks.deliver()
    (lost,) = webhooks.list()
    assert (lost.standing, lost.ticket, lost.tells, lost.tries) == (Standing.GIVEN_UP, number, "opened", 8)
    hearing.status = 204
    for _ in range(2):
        assert (webhooks.retry(lost.id, by="root"), webhooks.deliver()) == (1, (1, 0))
        assert webhooks.list() == []
    assert [(one.standing, one.tries) for one in webhooks.list(tuple(Standing))] == [(Standing.SENT, 1)]
    assert len(hearing.heard) == len(PAUSES) + 3


def test_what_is_not_there_or_has_no_address_any_more_is_not_sent_again(
    webhooks: Webhooks, log: TicketLog, database: Database, tmp_path: Path
) -> None:
    log.add(New(requester="zoe", paste="E4012"), by="ana")
    webhooks.gather()
    with pytest.raises(DeliveryRefused) as refused:
        webhooks.retry(7, by="root")
    assert str(refused.value) == (
        "delivery 7 cannot be sent again (there is none of that number): "
        "'kbsearch webhook list --all' lists those of the last thirty days [KBE1069]"
    )
    none = Webhooks(Settings.parse(TICKETS, tmp_path), database)
    assert none.retry(by="root") == 0
    with pytest.raises(DeliveryRefused, match="the settings do not name its address any more"):
        none.retry(webhooks.list()[0].id, by="root")


def test_what_waits_is_not_told_once_its_ticket_is_private(
    webhooks: Webhooks, log: TicketLog, hearing: Hearing
) -> None:
    number = log.add(New(requester="zoe", paste="they took my badge"), by="ana").number
    webhooks.gather()
    (waiting,) = webhooks.list()
    log.correct(number, Corrected(category="security"), by="ana")
    assert webhooks.list() == []
    assert [one.standings for one in webhooks.addresses()] == [{}]
    with pytest.raises(DeliveryRefused, match="there is none of that number"):
        webhooks.retry(waiting.id, by="root")
    assert webhooks.deliver() == (0, 0)
    assert hearing.heard == []


def test_an_address_says_how_much_arrived_and_why_nothing_is_sent(
    webhooks: Webhooks, log: TicketLog, hearing: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.add(New(requester="zoe", paste="E1"), by="ana")
    webhooks.gather()
    webhooks.deliver()
    log.add(New(requester="zoe", paste="E2"), by="ana")
    webhooks.gather()
    monkeypatch.delenv("KBSEARCH_WEBHOOK_SECRET")
    (address,) = webhooks.addresses()
    assert (address.url, address.standings) == (hearing.url, {Standing.SENT: 1, Standing.WAITING: 1})
    assert address.problem == "the environment variable KBSEARCH_WEBHOOK_SECRET is empty"


def test_what_arrived_is_forgotten_after_a_while_and_what_waits_is_not(webhooks: Webhooks, log: TicketLog) -> None:
    log.add(New(requester="zoe", paste="E1"), by="ana")
    webhooks.gather()
    webhooks.deliver()
    log.add(New(requester="zoe", paste="E2"), by="ana")
    webhooks.gather()
    assert webhooks.forget() == 0
    with dated(now() + KEPT + timedelta(minutes=1)):
        assert webhooks.forget() == 1
    assert [one.standing for one in webhooks.list(tuple(Standing))] == [Standing.WAITING]


def test_an_address_without_a_secret_holds_up_no_other(
    database: Database, log: TicketLog, hearing: Hearing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KBSEARCH_WEBHOOK_SECRET", "swordfish")
    other = hearing.url.replace("/hook", "/other")
    hooks = f'[[webhooks]]\nurl = "{other}"\nsecret_env = "NOT_SET"\n\n[[webhooks]]\nurl = "{hearing.url}"\n'
    webhooks = Webhooks(Settings.parse(f"{TICKETS}\n{hooks}", tmp_path), database)
    webhooks.gather()
    log.add(New(requester="zoe", paste="E4012"), by="ana")
    assert (webhooks.gather(), webhooks.deliver()) == (2, (1, 1))
    (waiting,) = webhooks.list()
    assert (waiting.url, waiting.problem) == (other, "the environment variable NOT_SET is empty")
    assert len(hearing.heard) == 1
