"""While kbsearch serves, what waits is looked after by itself."""

import time
from datetime import timedelta

import pytest

from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import now
from kbsearch.people.roles import Role
from kbsearch.tickets.new import New
from kbsearch.web import upkeep
from kbsearch.web.upkeep import Upkeep


def test_a_missed_promise_raises_the_alarm_while_nobody_looks(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb.people.accounts.add("ana", Role.AGENT)
    kb.people.accounts.add("root", Role.ADMIN)
    number = kb.tickets.add(New("Maria", "token refused"), by="ana").number
    kb.tickets.promises.make(number, now() + timedelta(seconds=0.2), by="ana")
    monkeypatch.setattr(upkeep, "EVERY_S", 0.05)
    with Upkeep(kb):
        until = time.monotonic() + 20
        while not kb.tickets.notices.count("root") and time.monotonic() < until:
            time.sleep(0.05)
    assert [notice.kind for notice in kb.tickets.notices.waiting("root")] == ["promise missed"]
