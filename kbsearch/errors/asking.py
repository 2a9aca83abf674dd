"""Errors: what is wrong with a call, a setting or a file that was named."""

from __future__ import annotations

from kbsearch.errors.base import UsageError


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
