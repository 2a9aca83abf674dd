"""Verdicts about links; indexes by the time that a report is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kbsearch.people.database import Utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the indexes."""
    op.create_table(
        "link_verdict",
        sa.Column("link", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["link"], ["link.id"], name=op.f("fk_link_verdict_link_link")),
        sa.PrimaryKeyConstraint("link", name=op.f("pk_link_verdict")),
    )
    op.create_index("ix_link_at", "link", ["at"])
    op.create_index("ix_link_article_at", "link", ["article", "at"])
    op.create_index("ix_promise_due", "promise", ["due"])
    op.create_index(op.f("ix_approval_asked"), "approval", ["asked"])
