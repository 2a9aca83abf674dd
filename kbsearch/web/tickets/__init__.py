"""The rooms of the ticket log, for those inside; importing the modules puts their pages on the blueprint."""

from kbsearch.web.tickets import decisions, deeds, escalations, files, filing, overview, page
from kbsearch.web.tickets.door import owed, room

__all__ = ["decisions", "deeds", "escalations", "files", "filing", "overview", "owed", "page", "room"]
