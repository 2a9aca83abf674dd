"""The base of all errors: what each states, and how it is said."""

from __future__ import annotations

from typing import ClassVar


class KbError(Exception):
    """The base of all errors that kbsearch reports on purpose.

    Keyword arguments fill the placeholders of `message` and `next_step`.
    """

    code: ClassVar[str] = ""
    message: ClassVar[str] = ""
    next_step: ClassVar[str] = ""
    exit_status: ClassVar[int] = 3

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(str(self))

    @property
    def said(self) -> str:
        """The message with its values, without the next step and the code."""
        return self.message.format_map(self.values)

    @property
    def advice(self) -> str:
        """The next step with its values."""
        return self.next_step.format_map(self.values)

    def __str__(self) -> str:
        return f"{self.said}: {self.advice} [{self.code}]" if self.next_step else f"{self.said} [{self.code}]"


class UsageError(KbError):
    """The call or the settings are wrong; nothing was changed."""

    exit_status = 2


class CannotRun(KbError):
    """Something outside the call is in the way."""

    exit_status = 3
