"""What was asked of the search, and how it ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kbsearch.people.database import Utc

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of the search log."""
    op.create_table(
        "search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("inside", sa.Boolean(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("signature_text", sa.String(), nullable=False),
        sa.Column("paste", sa.String(), nullable=False),
        sa.Column(
            "found",
            sa.Enum("nothing", "nearest", "unsure", "sure", name="found", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("clicked", Utc(), nullable=True),
        sa.Column("ticket", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search")),
    )
    op.create_index(op.f("ix_search_at"), "search", ["at"])
    op.create_index(op.f("ix_search_page"), "search", ["page"])
    op.create_index("ix_search_signature_at", "search", ["signature", "at"])
    pasted = sa.text("paste != ''")
    op.create_index("ix_search_paste", "search", ["at"], sqlite_where=pasted, postgresql_where=pasted)
    op.create_index(op.f("ix_search_ticket"), "search", ["ticket"])
