"""Mail in and out, attachments, access keys and webhooks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kbsearch.people.database import Utc

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

_FATES = ("new", "taken", "noted", "put aside", "unreadable", "dismissed")
_STANDINGS = ("waiting", "sent", "given up", "cancelled")


def upgrade() -> None:
    """Make the tables of what comes in from outside and goes there."""
    _incoming()
    _outgoing()
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_digest"), "attachment", ["digest"])
    op.create_index(op.f("ix_attachment_ticket"), "attachment", ["ticket"])
    op.create_table(
        "access_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("made", Utc(), nullable=False),
        sa.Column("ends", Utc(), nullable=False),
        sa.Column("revoked", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_key")),
        sa.UniqueConstraint("hash", name=op.f("uq_access_key_hash")),
    )
    op.create_index(op.f("ix_access_key_ticket"), "access_key", ["ticket"])


def _incoming() -> None:
    op.create_table(
        "incoming",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("envelope", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_key", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("fate", sa.Enum(*_FATES, name="fate", native_enum=False, length=32), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=True),
        sa.Column("removed", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming")),
        sa.UniqueConstraint("content", name=op.f("uq_incoming_content")),
    )
    for column in ("at", "digest", "fate", "message_id", "sender_key", "ticket"):
        op.create_index(op.f(f"ix_incoming_{column}"), "incoming", [column])


def _outgoing() -> None:
    op.create_table(
        "mail_thread",
        sa.Column("ticket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_mail_thread")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("made", Utc(), nullable=False),
        *_attempts(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letter_message_id")),
    )
    op.create_index("ix_letter_standing_due", "letter", ["standing", "due"])
    op.create_index(op.f("ix_letter_recipient"), "letter", ["recipient"])
    op.create_index(op.f("ix_letter_ticket"), "letter", ["ticket"])
    op.create_table(
        "webhook",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_webhook")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made", Utc(), nullable=False),
        *_attempts(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index("ix_delivery_standing_due", "delivery", ["standing", "due"])


def _attempts() -> tuple[sa.Column[object], ...]:
    """The columns of what is tried until it succeeds."""
    return (
        sa.Column("standing", sa.Enum(*_STANDINGS, name="standing", native_enum=False, length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due", Utc(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("done", Utc(), nullable=True),
    )
