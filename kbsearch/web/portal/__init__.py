"""The public doors, for whoever asks; importing the modules puts their pages on the blueprint."""

from kbsearch.web.portal import form, limits, status
from kbsearch.web.portal.room import body_limit, room

__all__ = ["body_limit", "form", "limits", "room", "status"]
