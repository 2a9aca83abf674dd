"""People: the accounts, tokens, rotations and approvals of one knowledge base, over one database."""

from __future__ import annotations

from datetime import timedelta

from kbsearch.people.accounts import Accounts
from kbsearch.people.approvals import PATIENCE, Approvals
from kbsearch.people.database import Database
from kbsearch.people.rotations import Rotations
from kbsearch.people.tokens import Tokens


class People:
    """Who may do what in one knowledge base."""

    def __init__(self, database: Database, patience: timedelta = PATIENCE) -> None:
        self.accounts = Accounts(database)
        self.tokens = Tokens(database)
        self.rotations = Rotations(database)
        self.approvals = Approvals(database, patience)
