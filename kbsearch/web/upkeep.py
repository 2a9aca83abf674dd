"""Upkeep: what goes on by itself: the index follows what was changed here, and nothing waits for one person alone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from kbsearch.errors import KbError

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase

EVERY_S = 60
"""Seconds between two looks at the questions, promises and escalations that wait."""


def follow(kb: KnowledgeBase) -> str:
    """Bring the index up to date after a change; "", or what to say where that has to wait."""
    try:
        kb.index()
    except KbError as error:
        return f" Searches will find it later: {error.said}."
    return ""


class Upkeep:
    """Threads that act wherever time has gone by, for as long as a block lasts.

    The next approver is asked, people are reminded of what they promised, and the alarm is raised for
    promises that were missed and escalations that have grown old; mail moves; webhooks are told. Each has
    a thread of its own: a mail server that keeps silent must not keep a promise waiting.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(duty,), name=f"kbsearch-{duty.__name__}", daemon=True)
            for duty in (look_after, move_mail, tell_webhooks)
        ]

    def _run(self, duty: Callable[[KnowledgeBase], None]) -> None:
        logger = logging.getLogger(__name__)
        while not self._ended.wait(EVERY_S):
            try:
                duty(self._kb)
            except KbError as error:  # said, and tried again: the disk may have room in a minute
                logger.warning("%s: %s", duty.__name__.replace("_", " "), error)
            except Exception:  # a mistake of ours ends one round, not all of them
                logger.exception("%s", duty.__name__.replace("_", " "))

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()


def look_after(kb: KnowledgeBase) -> None:
    """Act where a question, a promise or an escalation has waited too long, and clear away what nobody sent."""
    kb.people.approvals.pass_on()
    kb.tickets.rise()
    kb.attachments.sweep()
    kb.searches.flush()
    kb.searches.forget()


def move_mail(kb: KnowledgeBase) -> None:
    """Take in what has come, write the letters of the week, and send what waits, as far as mail is set up."""
    mail = kb.settings.mail
    if mail.own or mail.imap.host:
        kb.weekly.write()
        kb.post.round()


def tell_webhooks(kb: KnowledgeBase) -> None:
    """Tell other programs what has happened."""
    if kb.settings.webhooks:
        kb.webhooks.gather()
        kb.webhooks.deliver()
        kb.webhooks.forget()
