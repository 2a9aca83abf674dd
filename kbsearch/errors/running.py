"""Errors: what outside a call is in its way: the index, the disk, a package, the network."""

from __future__ import annotations

from kbsearch.errors.base import CannotRun


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


class ProcessesRefused(CannotRun):
    """A server cannot have more than one process here."""

    code = "KBE1047"
    message = "several processes cannot answer on one address here ({problem})"
    next_step = "leave --processes out: one process answers with several threads"


class Unforeseen(CannotRun):
    """Something failed that kbsearch has no name for; the command line says so instead of a traceback."""

    code = "KBE1028"
    message = "kbsearch failed in a way that it does not know ({problem})"
    next_step = "run the command again with --debug and report what it prints"
