"""Errors: who may not, and the state that people's deeds are kept in."""

from __future__ import annotations

from kbsearch.errors.base import CannotRun, UsageError


class AccountUnknown(UsageError):
    """Nobody has an account of that name."""

    code = "KBE1030"
    message = "no account is named {name!r}"
    next_step = "{hint}"


class AccountExists(UsageError):
    """An account of that name is there already; it was left as it is."""

    code = "KBE1031"
    message = "there is an account named {name!r} already"
    next_step = "take another name, or change that one with 'kbsearch user'"


class NameInvalid(UsageError):
    """A text cannot be the name of an account."""

    code = "KBE1032"
    message = "{name!r} cannot be the name of an account"
    next_step = "begin with a letter or digit, go on with those and . _ @ -, up to 64 in all"


class PasswordWeak(UsageError):
    """A new password is too short to protect anything, or longer than is read."""

    code = "KBE1033"
    message = "a password of {length} characters is not taken"
    next_step = "choose one of {shortest} to {longest} characters; a few words in a row are good"


class SignInRefused(UsageError):
    """Name and password open no account; which of the two is wrong is not said."""

    code = "KBE1034"
    message = "this name and password open no account"
    next_step = "try again, or ask an admin for a sign-in link ('kbsearch user link NAME')"


class TokenRefused(UsageError):
    """A token or sign-in link is unknown, was used, has ended, or its account is shut."""

    code = "KBE1035"
    message = "this token or link does not work, or no longer"
    next_step = "make a new one with 'kbsearch token create NAME' or 'kbsearch user link NAME'"


class NotAllowed(UsageError):
    """Someone asked for what they have no right to."""

    code = "KBE1036"
    message = "{name} may not {doing} ({problem})"
    next_step = "ask somebody who may; 'kbsearch user list' shows who has which role"


class ApprovalClosed(UsageError):
    """A question that is to be decided is not open."""

    code = "KBE1037"
    message = "approval {id} cannot be decided ({how})"
    next_step = "ask again if it is still needed"


class ApproverMissing(UsageError):
    """Nobody is left who could decide: the asker and the author never may."""

    code = "KBE1038"
    message = "nobody can decide the {kind} of {subject}"
    next_step = "give somebody else the role that may, or set the rotation"


class StateFailed(CannotRun):
    """The database of accounts, approvals and tickets cannot be opened or written."""

    code = "KBE1039"
    message = "the state in {place} cannot be used ({problem})"
    next_step = "see that this user may write there and that the disk has room; 'url' under [state] names the place"


class StateNewer(CannotRun):
    """A newer kbsearch has changed the form of the state; an older one would harm it."""

    code = "KBE1040"
    message = "the state in {place} was written by a newer kbsearch (form {version})"
    next_step = "use that version, or restore the state from before the update"


class AccountsMissing(UsageError):
    """A server that other machines can reach was to be started while nobody could sign in to it."""

    code = "KBE1044"
    message = "nobody could sign in on {host}, which other machines can reach"
    next_step = "make an account with 'kbsearch user add NAME --role admin', or serve on 127.0.0.1"
