"""A program that is killed while it writes loses nothing that it acknowledged, and leaves no half ticket."""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from kbsearch.people.database import Database
from kbsearch.settings import Settings
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import Ticket, TicketEvent, TicketField
from kbsearch.tickets.projection import rebuild
from tests.tickets.conftest import TICKETS

WRITES = 100

WRITER = """
import random, sys
from pathlib import Path
from kbsearch.people.database import Database
from kbsearch.settings import Settings
from kbsearch.tickets.links import LinkKind
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.new import New

folder, seed = Path(sys.argv[1]), int(sys.argv[2])
log = TicketLog(Settings.parse(Path(sys.argv[3]).read_text(), folder), Database(f"sqlite:///{folder / 'state.db'}"))
draw = random.Random(seed)
numbers = []
print("ready", flush=True)
for write in range(100):
    deed = draw.choice(("add", "note", "reply", "link", "hand")) if numbers else "add"
    mark = f"mark-{seed}-{write}"
    if deed == "add":
        numbers.append(log.add(New("Maria", mark, fields={"system": "Linux"}), by="ana").number)
    elif deed == "note":
        log.note(draw.choice(numbers), mark, by="ana")
    elif deed == "reply":
        log.reply(draw.choice(numbers), mark, by="ana")
    elif deed == "link":
        log.link(draw.choice(numbers), mark, LinkKind.REFERENCE, by="ana")
    else:
        log.hand_to(draw.choice(numbers), draw.choice(("ana", "ben")), by="ana", note=mark)
    print(mark, flush=True)
"""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kill_9_during_random_writes_loses_no_acknowledged_event(tmp_path: Path, desk: Path, seed: int) -> None:
    shutil.copy(desk, tmp_path / "state.db")
    (tmp_path / "tickets.toml").write_text(TICKETS)
    words = [sys.executable, "-c", WRITER, str(tmp_path), str(seed), str(tmp_path / "tickets.toml")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        draw = random.Random(seed)
        acknowledged = [writer.stdout.readline().strip() for _ in range(draw.randrange(20, 80))]
        time.sleep(draw.random() / 100)  # somewhere within a write
        writer.send_signal(signal.SIGKILL)
        acknowledged += [line.strip() for line in writer.stdout if line.endswith("\n")]
    assert writer.returncode == -signal.SIGKILL
    assert len(acknowledged) < WRITES

    with sqlite3.connect(tmp_path / "state.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    database = Database(f"sqlite:///{tmp_path / 'state.db'}")
    with database.read() as session:
        events = session.scalars(select(TicketEvent)).all()
        kept = {value for event in events for value in event.data.values() if str(value).startswith("mark-")}
    assert kept >= set(acknowledged)
    assert len(kept - set(acknowledged)) <= 1  # the one that was written and could not be said any more
    before = everything(database)
    rebuild(database)
    assert everything(database) == before  # no ticket without its events, no event without its effect
    log = TicketLog(Settings.parse(TICKETS, tmp_path), database)
    log.note(1, "and it goes on", by="ana")
    database.close()


def everything(database: Database) -> list[tuple[object, ...]]:
    columns = list(Ticket.__table__.columns)
    with database.read() as session:
        tickets = session.execute(select(*columns).order_by(Ticket.number)).all()
        fields = session.execute(select(TicketField.ticket, TicketField.name, TicketField.value)).all()
    return [tuple(row) for row in (*tickets, *sorted(map(tuple, fields)))]
