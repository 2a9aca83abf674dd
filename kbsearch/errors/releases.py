"""Errors: what a release declares, and what is new in it."""

from __future__ import annotations

from kbsearch.errors.base import CannotRun, UsageError


class ManifestMissing(UsageError):
    """No manifest says what a product declares."""

    code = "KBE1070"
    message = "there is no manifest {path}"
    next_step = "write one with 'kbsearch release init', or name it with --manifest"


class ManifestInvalid(UsageError):
    """The manifest cannot be read, has a key that is not known, or a value of the wrong kind."""

    code = "KBE1071"
    message = "wrong manifest {path}, line {line}, column {column}, {place}: {problem}"
    next_step = "{hint}"


class ReleaseShipped(UsageError):
    """The version that is to be released has a tag already, on another commit."""

    code = "KBE1072"
    message = "release {version} has shipped: the tag {tag} stands on another commit"
    next_step = "give the next version with --release, or write it into the manifest"


class BaseMissing(CannotRun):
    """Git cannot tell what the product declared before, so nobody can tell what is new."""

    code = "KBE1073"
    message = "what was declared at {base} cannot be told ({problem})"
    next_step = "run '{command}' and try again"


class CatalogueUnreadable(CannotRun):
    """A file that declares errors or features cannot be read."""

    code = "KBE1074"
    message = "{path}, line {line}: source {source!r} cannot read it ({problem})"
    next_step = "{hint}"


class SourceQuiet(CannotRun):
    """A source found less than it must, so a pass would say nothing."""

    code = "KBE1075"
    message = "source {source!r} found {found} in {files}, but {wanted}"
    next_step = "{hint}"


class SourcesFailed(CannotRun):
    """Several things keep a product's declarations from being known; `problem` says each, with its code."""

    code = "KBE1076"
    message = "what the product declares cannot be told, for {count} reasons: {problem}"
    next_step = "mend each; 'kbsearch release declarations' shows what is left"


class WaiversInvalid(UsageError):
    """The file of waivers cannot be read, or says something that is not allowed."""

    code = "KBE1080"
    message = "wrong waivers {path}, line {line}: {problem}"
    next_step = "{hint}"


class BaselineInvalid(UsageError):
    """The baseline cannot be read."""

    code = "KBE1081"
    message = "the baseline {path} cannot be read ({problem})"
    next_step = "take it back from git, or write it anew with 'kbsearch release baseline write'"


class BaselineGrows(UsageError):
    """What is not covered would be put among what is known, and the manifest forbids it."""

    code = "KBE1082"
    message = "the baseline {path} would grow by {number}, {first} for one"
    next_step = "mend it, or agree on a waiver with 'kbsearch release waive'"


class SubjectUnknown(UsageError):
    """The product declares nothing of that name."""

    code = "KBE1083"
    message = "the product declares no {subject!r}"
    next_step = "{hint}"


class ReportInvalid(UsageError):
    """What was published is no report of a release check, or one that the board cannot show."""

    code = "KBE1084"
    message = "it is no report of a release ({problem})"
    next_step = "publish what 'kbsearch release check --output json' writes, of the scope release or all"


class ReleaseUnknown(UsageError):
    """The board has no report of that release."""

    code = "KBE1085"
    message = "the board knows no release {version} of {product}"
    next_step = "{hint}"
