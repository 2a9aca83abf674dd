"""Links between requests and articles, and flags."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kbsearch.people.database import Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of what readers say about articles."""
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("resolution", "reference", "rejected", name="linkkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("undone", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_article"), "link", ["article"])
    op.create_index(op.f("ix_link_signature"), "link", ["signature"])
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "wrong", "unclear", "outdated", "broken link", "other", name="reason", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("closed", Utc(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
    )
    op.create_index(op.f("ix_flag_article"), "flag", ["article"])
    op.create_index(op.f("ix_flag_owner"), "flag", ["owner"])
