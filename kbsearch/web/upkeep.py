"""Upkeep: what goes on by itself: the index follows what was changed here, and nothing waits for one person alone."""

from __future__ import annotations

import logging
import threading
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
    """A thread that acts wherever time has gone by, for as long as a block lasts.

    The next approver is asked, people are reminded of what they promised, and the alarm is raised for
    promises that were missed and escalations that have grown old.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kbsearch-upkeep", daemon=True)

    def _run(self) -> None:
        while not self._ended.wait(EVERY_S):
            try:
                self._kb.people.approvals.pass_on()
                self._kb.tickets.rise()
            except KbError as error:  # said, and tried again: the disk may have room in a minute
                logging.getLogger(__name__).warning("what waits could not be looked after: %s", error)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
