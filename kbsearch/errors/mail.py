"""Errors: mail, files and keys that come in from outside."""

from __future__ import annotations

from kbsearch.errors.base import CannotRun, UsageError


class FormRefused(UsageError):
    """A public form was sent by a page of another site; nothing was kept."""

    code = "KBE1046"
    message = "the form was sent by a page of {place}"
    next_step = "open the form on these pages, and send it from there"


class AttachmentRefused(UsageError):
    """A file is not kept with a ticket: it is too large, empty, or of a kind that is not taken."""

    code = "KBE1060"
    message = "the file {name} is not taken ({problem})"
    next_step = "bring another one, or pack it into a zip file; [attachments] in kbsearch.toml sets the limits"


class AccessKeyRefused(UsageError):
    """A key does not open the ticket it was shown for, or no longer; whether there is such a ticket is not said."""

    code = "KBE1061"
    message = "this key does not open request {number}, or no longer"
    next_step = "use the link from the last letter about it, or answer that letter"


class MailNotSet(UsageError):
    """Mail was asked for that nobody has set up."""

    code = "KBE1062"
    message = "mail is not set up ({problem})"
    next_step = "set '{key}' under [{table}] in kbsearch.toml"


class MailboxFailed(CannotRun):
    """A mailbox cannot be opened or read; nothing in it was changed."""

    code = "KBE1063"
    message = "the mailbox on {host} cannot be read ({problem})"
    next_step = "check [mail.imap] in kbsearch.toml and the password; mails stay there until they are stored here"


class MailTooLarge(UsageError):
    """A mail is larger than the settings allow; it was not taken, and its sender's server says so."""

    code = "KBE1064"
    message = "a mail of {size} MB is not taken, the limit is {limit}"
    next_step = "raise 'largest_mb' under [mail] in kbsearch.toml, or ask for the files in another way"


class MailUnknown(UsageError):
    """No mail of that number is kept, or nothing is to be decided about it."""

    code = "KBE1065"
    message = "no mail {id} waits here"
    next_step = "{hint}"


class LetterRefused(UsageError):
    """A letter cannot be tried again or cancelled: it has gone, or there never was one."""

    code = "KBE1066"
    message = "letter {id} cannot be changed ({problem})"
    next_step = "'kbsearch mail queue' lists the letters that have not been sent"


class LetterTextInvalid(UsageError):
    """The text of a letter cannot be filled in; what it was to tell waits until it can."""

    code = "KBE1067"
    message = "{path} is no text for a letter ({problem})"
    next_step = "mend it, or delete it to use the text that comes with kbsearch"


class SecretMissing(UsageError):
    """An environment variable that should hold a password or a secret holds nothing."""

    code = "KBE1068"
    message = "the environment variable {variable} is empty"
    next_step = "set it for the process that runs kbsearch; passwords never stand in kbsearch.toml"


class DeliveryRefused(UsageError):
    """What a webhook was to be told cannot be sent again; nothing was changed."""

    code = "KBE1069"
    message = "delivery {id} cannot be sent again ({problem})"
    next_step = "'kbsearch webhook list --all' lists those of the last thirty days"
