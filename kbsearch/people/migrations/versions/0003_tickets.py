"""The log of requests: tickets, their events, requesters, promises, and what people are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kbsearch.people.database import Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATES = ("new", "open", "waiting for requester", "waiting for us", "solved", "closed", "reopened")
_CHANNELS = ("phone", "e-mail", "web", "chat", "walk-in")


def upgrade() -> None:
    """Make the tables of the log, and let a link belong to a ticket."""
    op.create_table(
        "requester",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("erased", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requester")),
        sa.UniqueConstraint("key", name=op.f("uq_requester_key")),
    )
    op.create_index(op.f("ix_requester_name"), "requester", ["name"])
    _tickets()
    op.create_table(
        "ticket_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_event")),
    )
    op.create_index(op.f("ix_ticket_event_at"), "ticket_event", ["at"])
    op.create_index(op.f("ix_ticket_event_ticket"), "ticket_event", ["ticket"])
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("made", Utc(), nullable=False),
        sa.Column("due", Utc(), nullable=False),
        sa.Column("reminded", Utc(), nullable=True),
        sa.Column("missed", Utc(), nullable=True),
        sa.Column("kept", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_promise_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_index("ix_promise_open", "promise", ["kept", "due"])
    op.create_index(op.f("ix_promise_ticket"), "promise", ["ticket"])
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("seen", Utc(), nullable=True),
        sa.Column("sent", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_account_seen", "notice", ["account", "seen"])
    op.create_index("ix_notice_sent", "notice", ["sent"])
    op.create_index("ix_notice_ticket", "notice", ["ticket"])
    op.add_column("link", sa.Column("ticket", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_link_ticket"), "link", ["ticket"])


def _tickets() -> None:
    op.create_table(
        "ticket",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("channel", sa.Enum(*_CHANNELS, name="channel", native_enum=False, length=32), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("signature_text", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum(*_STATES, name="state", native_enum=False, length=32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("assignee", sa.String(), nullable=False),
        sa.Column("opened", Utc(), nullable=False),
        sa.Column("changed", Utc(), nullable=False),
        sa.Column("heard", Utc(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("solved", Utc(), nullable=True),
        sa.Column("confirmed", Utc(), nullable=True),
        sa.Column("closed", Utc(), nullable=True),
        sa.Column("reopenings", sa.Integer(), nullable=False),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.Column("due", Utc(), nullable=True),
        sa.Column("escalated", Utc(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("incident", sa.Integer(), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["requester_id"], ["requester.id"], name=op.f("fk_ticket_requester_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ticket")),
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "ticket", columns)
    op.create_table(
        "ticket_field",
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_ticket_field_ticket")),
        sa.PrimaryKeyConstraint("ticket", "name", name=op.f("pk_ticket_field")),
    )
    op.create_index("ix_ticket_field_name", "ticket_field", ["name", "value", "ticket"])


_INDEXES = {
    "ix_ticket_active_changed": ["active", "changed", "number"],
    "ix_ticket_changed": ["changed", "number"],
    "ix_ticket_state_changed": ["state", "changed", "number"],
    "ix_ticket_owner_active": ["owner", "active", "changed", "number"],
    "ix_ticket_assignee_active": ["assignee", "active", "changed", "number"],
    "ix_ticket_owner_changed": ["owner", "changed", "number"],
    "ix_ticket_assignee_changed": ["assignee", "changed", "number"],
    "ix_ticket_signature_active": ["signature", "active", "number"],
    "ix_ticket_product_changed": ["product", "changed", "number"],
    "ix_ticket_category_changed": ["category", "changed", "number"],
    "ix_ticket_escalated": ["escalated"],
    "ix_ticket_incident": ["incident"],
    "ix_ticket_merged_into": ["merged_into"],
    "ix_ticket_resolution_changed": ["resolution", "changed", "number"],
    "ix_ticket_requester_changed": ["requester_id", "changed", "number"],
    "ix_ticket_solved": ["solved"],
    "ix_ticket_opened": ["opened"],
}
