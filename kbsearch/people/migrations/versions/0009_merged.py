"""The index of merged tickets without those that are not: SQLite took it for the way to nearly all tickets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index again."""
    merged = sa.text("merged_into IS NOT NULL")
    op.drop_index("ix_ticket_merged_into", "ticket")
    op.create_index("ix_ticket_merged_into", "ticket", ["merged_into"], sqlite_where=merged, postgresql_where=merged)
