"""While kbsearch serves, what waits is looked after by itself."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import now
from kbsearch.people.roles import Role
from kbsearch.search.generations import locked
from kbsearch.tickets.new import New
from kbsearch.web import upkeep
from kbsearch.web.upkeep import Upkeep, follow


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


def test_a_mistake_in_one_duty_ends_neither_it_nor_the_others(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (kb.settings.root / ".kbsearch").mkdir(exist_ok=True)
    mail = kb.settings.mail.model_copy(update={"address": "help@vossmere.example"})
    monkeypatch.setattr(kb, "settings", kb.settings.model_copy(update={"mail": mail}))
    stored = kb.post.inbox.store.keep(b"From: zoe@corp.example\nSubject: Sync\n\nE4012", "lmtp")[0]
    texts = kb.settings.root / "mail"
    texts.mkdir()
    (texts / "opened.txt").write_text("{{ nummer }}", "utf-8")
    monkeypatch.setattr(upkeep, "EVERY_S", 0.05)
    with Upkeep(kb):
        until = time.monotonic() + 20
        while "KBE1067" not in caplog.text and time.monotonic() < until:
            time.sleep(0.05)
        (texts / "opened.txt").unlink()
        while not kb.post.outgoing.list() and time.monotonic() < until:
            time.sleep(0.05)
    assert kb.post.inbox.store.get(stored.id).ticket == 1
    assert [letter.recipient for letter in kb.post.outgoing.list()] == ["zoe@corp.example"]


def test_a_change_waits_for_another_process_that_writes_the_index(kb: KnowledgeBase) -> None:
    with ThreadPoolExecutor(1) as author:
        with locked(kb.settings.index_folder):
            said = author.submit(follow, kb)
            with pytest.raises(TimeoutError):
                said.result(timeout=0.1)
        assert said.result() == ""


def test_a_change_does_not_wait_for_ever(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "PATIENCE_S", 0.1)
    folder = kb.settings.index_folder
    with locked(folder):
        said = follow(kb)
    assert said == f" Searches will find it later: another process is writing the index in {folder}."
