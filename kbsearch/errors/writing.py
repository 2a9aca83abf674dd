"""Errors: what cannot be written into an article."""

from __future__ import annotations

from kbsearch.errors.base import UsageError


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


class PictureRefused(UsageError):
    """What was brought as a picture is none that an article can show; nothing was stored."""

    code = "KBE1045"
    message = "{name} cannot be stored as a picture ({problem})"
    next_step = "bring a PNG, JPEG, GIF or WebP picture of up to 5 MB"
