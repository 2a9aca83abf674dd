"""Errors: what cannot be done with a ticket."""

from __future__ import annotations

from kbsearch.errors.base import UsageError


class TicketUnknown(UsageError):
    """There is no ticket of that number, or none that whoever asks may know of; the words are the same."""

    code = "KBE1050"
    message = "there is no ticket {number}"
    next_step = "'kbsearch ticket list' shows those that you may see"


class TicketInvalid(UsageError):
    """What is to be kept about a request is not complete, or not of the kind that its field holds."""

    code = "KBE1051"
    message = "this cannot be kept in the log ({problem})"
    next_step = "{hint}"


class TicketRefused(UsageError):
    """Something is asked of a ticket that cannot be done as it stands."""

    code = "KBE1052"
    message = "ticket {number} stays as it is ({problem})"
    next_step = "{hint}"


class ResolutionTaken(UsageError):
    """A ticket has a resolution already; what solved a request is one article at most."""

    code = "KBE1053"
    message = "ticket {number} is solved by {article} already"
    next_step = "take that link back first, or link this article as a reference"


class ReplyQuestioned(UsageError):
    """A reply holds words that are not for requesters, or promises something without saying by when."""

    code = "KBE1054"
    message = "the reply was not sent, look at it once more ({problem})"
    next_step = "put it in other words, or send it as it is ('--as-is')"


class PromiseClosed(UsageError):
    """There is no such promise, or it was kept already."""

    code = "KBE1055"
    message = "promise {id} is not open ({problem})"
    next_step = "'kbsearch ticket show NUMBER' lists the promises of a ticket"


class RequesterUnknown(UsageError):
    """Nobody of that name or address has asked for anything."""

    code = "KBE1056"
    message = "no requester goes by {name!r}"
    next_step = "give the e-mail address, or the name exactly as the ticket shows it"


class ReportUnknown(UsageError):
    """A report is named that there is none of."""

    code = "KBE1057"
    message = "there is no report {name!r}"
    next_step = "{hint}"


class PeriodInvalid(UsageError):
    """The time that a report is to be about is none, or too long for one."""

    code = "KBE1058"
    message = "this time cannot be told ({problem})"
    next_step = "{hint}"
