"""Everything kbsearch reports when it fails, as one tree.

    KbError
    ├── UsageError               exit 2: the caller can mend it in the call or the settings
    │   ├── NoKnowledgeBase      KBE1001
    │   ├── SettingsInvalid      KBE1002
    │   ├── ArticleUnknown       KBE1003
    │   ├── CodeUnknown          KBE1004, exit 1: asked rightly, found nothing
    │   ├── PasteTooLarge        KBE1005
    │   ├── PasteEmpty           KBE1006
    │   ├── FileExistsAlready    KBE1007
    │   ├── NothingToIndex       KBE1008
    │   ├── LabelsInvalid        KBE1009
    │   ├── RequestInvalid       KBE1010
    │   ├── HostRefused          KBE1011
    │   ├── ArticleUnreadable    KBE1012
    │   ├── AccountUnknown       KBE1030
    │   ├── AccountExists        KBE1031
    │   ├── NameInvalid          KBE1032
    │   ├── PasswordWeak         KBE1033
    │   ├── SignInRefused        KBE1034
    │   ├── TokenRefused         KBE1035
    │   ├── NotAllowed           KBE1036
    │   ├── ApprovalClosed       KBE1037
    │   ├── ApproverMissing      KBE1038
    │   ├── EditRefused          KBE1041
    │   ├── ArticleChanged       KBE1042
    │   ├── ReviewTooEarly       KBE1043
    │   ├── AccountsMissing      KBE1044
    │   └── PictureRefused       KBE1045
    └── CannotRun                exit 3: something outside the call is in the way
        ├── IndexMissing         KBE1020
        ├── IndexBroken          KBE1021
        ├── IndexLocked          KBE1022
        ├── FolderNotWritable    KBE1023
        ├── DiskFull             KBE1024
        ├── EngineFailed         KBE1025
        ├── ExtraMissing         KBE1026
        ├── PortTaken            KBE1027
        ├── Unforeseen           KBE1028
        ├── StateFailed          KBE1039
        └── StateNewer           KBE1040

Every class states its code, its message template (placeholders in braces), and the next
step. `str(error)` is the whole sentence and ends with the code in brackets. Each code has an
article in articles/ whose message is the template; a test holds the two together.
"""

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


class NoKnowledgeBase(UsageError):
    """The folder that was named does not exist or is not a folder."""

    code = "KBE1001"
    message = "no knowledge base at {path}"
    next_step = "name its folder with --kb DIR or KBSEARCH_KB, or make one with 'kbsearch init {path}'"


class SettingsInvalid(UsageError):
    """kbsearch.toml cannot be read, has a key nobody knows, or a value of the wrong kind."""

    code = "KBE1002"
    message = "wrong setting in {path}, {place}: {problem}"
    next_step = "{hint}"


class ArticleUnknown(UsageError):
    """No article has that id."""

    code = "KBE1003"
    message = "no article has the id {id!r}"
    next_step = "{hint}"


class CodeUnknown(UsageError):
    """No article declares that code; it is never silently replaced by another."""

    exit_status = 1
    code = "KBE1004"
    message = "no article documents the code {code!r}"
    next_step = "{hint}"


class PasteTooLarge(UsageError):
    """The paste is longer than the program reads in one go."""

    code = "KBE1005"
    message = "the paste has {size} characters, more than the {limit} that one search reads"
    next_step = "paste the part around the error"


class PasteEmpty(UsageError):
    """The paste holds nothing but white space."""

    code = "KBE1006"
    message = "the paste is empty"
    next_step = "paste the error message, or type a few words"


class FileExistsAlready(UsageError):
    """A file that would be written exists; it was left as it is."""

    code = "KBE1007"
    message = "{path} exists already"
    next_step = "{hint}"


class NothingToIndex(UsageError):
    """The article folder is missing or holds no article."""

    code = "KBE1008"
    message = "no article found under {path}"
    next_step = "write one with 'kbsearch new', or set 'articles' in kbsearch.toml to the folder that holds them"


class LabelsInvalid(UsageError):
    """A file of labelled pastes cannot be read."""

    code = "KBE1009"
    message = "wrong label in {path}, line {line}: {problem}"
    next_step = 'each line wants {{"paste": "...", "expected": ["article-id"]}}'


class RequestInvalid(UsageError):
    """A request to the JSON API is not of the form that the API reads."""

    code = "KBE1010"
    message = "the request cannot be read: {problem}"
    next_step = "{hint}"


class HostRefused(UsageError):
    """A page that serves one machine alone was asked for under a name that is not this machine's."""

    code = "KBE1011"
    message = "this server does not answer to the name {host!r}"
    next_step = "open it as {wanted}, or serve on another address with --host"


class ArticleUnreadable(UsageError):
    """The file that was named holds no article that can be read."""

    code = "KBE1012"
    message = "no article can be read from {path}"
    next_step = "{problem}"


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


class EditRefused(UsageError):
    """The front matter of a file is in a form that cannot be changed key by key; the file was left as it is."""

    code = "KBE1041"
    message = "the front matter of {path} cannot be changed key by key ({problem})"
    next_step = "edit the text of the file"


class ArticleChanged(UsageError):
    """Somebody else changed or deleted an article while it was being edited; nothing was written.

    `values["theirs"]` is the text that stands in the file now, None when it is gone.
    """

    code = "KBE1042"
    message = "{path} was {what} by somebody else meanwhile"
    next_step = "compare the two, then save again"


class ReviewTooEarly(UsageError):
    """A review was asked for an article that its author has not finished."""

    code = "KBE1043"
    message = "{path} is not ready for a review ({problem})"
    next_step = "mend what 'kbsearch lint {path}' says, then ask again; a draft may be saved as it is"


class AccountsMissing(UsageError):
    """A server that other machines can reach was to be started while nobody could sign in to it."""

    code = "KBE1044"
    message = "nobody could sign in on {host}, which other machines can reach"
    next_step = "make an account with 'kbsearch user add NAME --role admin', or serve on 127.0.0.1"


class PictureRefused(UsageError):
    """What was brought as a picture is none that an article can show; nothing was stored."""

    code = "KBE1045"
    message = "{name} cannot be stored as a picture ({problem})"
    next_step = "bring a PNG, JPEG, GIF or WebP picture of up to 5 MB"


class CannotRun(KbError):
    """Something outside the call is in the way."""

    exit_status = 3


class IndexMissing(CannotRun):
    """There is no index yet."""

    code = "KBE1020"
    message = "no index in {path}"
    next_step = "run 'kbsearch index'"


class IndexBroken(CannotRun):
    """The index cannot be opened; it is always safe to delete and build again."""

    code = "KBE1021"
    message = "the index in {path} cannot be read ({problem})"
    next_step = "run 'kbsearch index --rebuild'"


class IndexLocked(CannotRun):
    """Another process writes to the index now."""

    code = "KBE1022"
    message = "another process is writing the index in {path}"
    next_step = "wait for it to end, then try again; searches go on meanwhile"


class FolderNotWritable(CannotRun):
    """A folder that must be written refuses it."""

    code = "KBE1023"
    message = "cannot write to {path} ({problem})"
    next_step = "give this user the right to write there, or set 'index' in kbsearch.toml to another folder"


class DiskFull(CannotRun):
    """The disk has no room left; the last committed index is unharmed."""

    code = "KBE1024"
    message = "no room left on the disk that holds {path}"
    next_step = "free some room and run 'kbsearch index' again; the last index still answers"


class EngineFailed(CannotRun):
    """The search engine refused a call for a reason kbsearch does not know."""

    code = "KBE1025"
    message = "the search engine failed ({problem})"
    next_step = "run 'kbsearch index --rebuild'; if it fails again, report the message"


class ExtraMissing(CannotRun):
    """A feature needs a package that a plain install does not bring."""

    code = "KBE1026"
    message = "{feature} needs the package {package}"
    next_step = "install it with 'pip install kbsearch[{extra}]'"


class PortTaken(CannotRun):
    """The address is in use or may not be used."""

    code = "KBE1027"
    message = "cannot listen on {host}:{port} ({problem})"
    next_step = "choose another port with --port"


class Unforeseen(CannotRun):
    """Something failed that kbsearch has no name for; the command line says so instead of a traceback."""

    code = "KBE1028"
    message = "kbsearch failed in a way that it does not know ({problem})"
    next_step = "run the command again with --debug and report what it prints"


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
