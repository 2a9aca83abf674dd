"""An index of what private tickets say, which reports ask for each search that nothing answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_ticket_private",
        "ticket",
        ["signature"],
        sqlite_where=sa.text("private IS 1"),
        postgresql_where=sa.text("private IS true"),
    )
