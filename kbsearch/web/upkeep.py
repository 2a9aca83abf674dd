"""Upkeep: what goes on by itself: the index follows what was changed here, and nothing waits for one person alone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kbsearch.errors import IndexLocked, KbError
from kbsearch.web.background import Background

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase

EVERY_S = 60
"""Seconds between two looks at the questions, promises and escalations that wait."""

SOON_S = 1.0
"""Seconds until a search is written down: sooner than somebody opens one of its hits in another process."""

PATIENCE_S, AGAIN_S = 5.0, 0.05
"""Seconds that a change waits while another process writes the index, and between two looks whether it still does."""


def follow(kb: KnowledgeBase) -> str:
    """Bring the index up to date after a change; "", or what to say where that has to wait."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            kb.index()
            return ""
        except KbError as error:
            if not isinstance(error, IndexLocked) or time.monotonic() > until:
                return f" Searches will find it later: {error.said}."
        time.sleep(AGAIN_S)


class Upkeep(Background):
    """Threads that act wherever time has gone by, for as long as a block lasts.

    The next approver is asked, people are reminded of what they promised, and the alarm is raised for
    promises that were missed and escalations that have grown old; mail moves; webhooks are told; searches are
    written down. Each has a thread of its own: a mail server that keeps silent must not keep a promise waiting.
    """

    def __init__(self, kb: KnowledgeBase, *, first: bool = True) -> None:
        """The duties of a server's `first` process, or of another one: it writes down what it was asked itself."""
        self._kb = kb
        duties = [(write_searches, SOON_S)]
        if first:
            duties += [(look_after, EVERY_S), (move_mail, EVERY_S), (tell_webhooks, EVERY_S)]
        super().__init__(
            threading.Thread(target=self._run, args=duty, name=f"kbsearch-{duty[0].__name__}", daemon=True)
            for duty in duties
        )

    def _run(self, duty: Callable[[KnowledgeBase], None], every: float) -> None:
        logger = logging.getLogger(__name__)
        pause = every
        while not self._ended.wait(pause):
            pause = every
            try:
                duty(self._kb)
            except KbError as error:  # said, and tried again: the disk may have room in a minute
                logger.warning("%s: %s", duty.__name__.replace("_", " "), error)
                pause = EVERY_S
            except Exception:  # a mistake of ours ends one round, not all of them
                logger.exception("%s", duty.__name__.replace("_", " "))
                pause = EVERY_S


def look_after(kb: KnowledgeBase) -> None:
    """Act where a question, a promise or an escalation has waited too long, and clear away what nobody sent."""
    kb.people.approvals.pass_on()
    kb.tickets.rise()
    kb.attachments.sweep()
    kb.searches.forget()


def write_searches(kb: KnowledgeBase) -> None:
    """Write down what was asked, where anything was."""
    kb.searches.flush()


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
