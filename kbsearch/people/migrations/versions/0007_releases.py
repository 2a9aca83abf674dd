"""The readiness board: published reports, and who is told every week."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kbsearch.people.database import Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the board."""
    op.create_table(
        "release_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("ships", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("declarations", sa.Integer(), nullable=False),
        sa.Column("owing", sa.Integer(), nullable=False),
        sa.Column("blocking", sa.Integer(), nullable=False),
        sa.Column("waived", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_report")),
    )
    op.create_index("ix_release_report_product_version", "release_report", ["product", "version", "id"])
    op.create_table(
        "release_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("sent", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_subscription")),
        sa.UniqueConstraint("account", "product", name=op.f("uq_release_subscription_account_product")),
        sa.UniqueConstraint("token", name=op.f("uq_release_subscription_token")),
    )
