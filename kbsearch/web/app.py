"""The web application: rooms, headers and failures put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from kbsearch.web import (
    access,
    api_releases,
    articles,
    desk,
    drafts,
    editor,
    failures,
    feedback,
    forgery,
    headers,
    history,
    mail,
    new,
    people,
    portal,
    releases,
    reports,
    reviews,
    search,
    sign_in,
    stale,
    tickets,
    uploads,
    webhooks,
)
from kbsearch.web.ages import ago
from kbsearch.web.clock import age, local, until
from kbsearch.web.identity import identity, know_people
from kbsearch.web.labels import LABELS
from kbsearch.web.memory import Memory
from kbsearch.web.proof import line_pieces, template_pieces

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase

BODY_LIMIT = 16 * 1024 * 1024
"""Bytes of a request's body; a form may spend three bytes on a character."""

FIELD_LIMIT = 20_000
"""Fields of a form: the editor has two for each error of an article."""


def create_app(
    kb: KnowledgeBase,
    audience: str = "public",
    hosts: tuple[str, ...] = (),
    *,
    secure: bool = False,
    memory: Memory | None = None,
) -> Flask:
    """The application over an opened knowledge base; who has not signed in sees what `audience` may.

    `hosts` are the host names under which it answers, any if empty: on a loopback address, a page
    from elsewhere whose name was pointed there must not read what only this machine may. `secure`
    keeps the cookies of those who sign in to HTTPS. `memory` is shared by the applications of one server.
    """
    app = Flask(__name__)
    memory = memory or Memory()
    app.extensions.update({"kbsearch": kb, "kbsearch-memory": memory})
    app.config.update(
        AUDIENCE=audience,
        HOSTS=hosts,
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
        MAX_FORM_PARTS=FIELD_LIMIT,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals.update(
        labels=LABELS,
        ago=ago,
        age=age,
        local=local,
        until=until,
        line_pieces=line_pieces,
        template_pieces=template_pieces,
    )
    app.context_processor(
        lambda: {
            "name": kb.settings.name,
            "me": identity(),
            "waiting_questions": desk.waiting_questions,
            "owed": tickets.owed,
            "may_ask": kb.settings.tickets.public_form,
        }
    )
    reading = (search, articles, feedback, history, drafts, new, editor, uploads)
    serving = (tickets, reports, mail, webhooks, portal, desk, reviews, stale, releases, people, api_releases, sign_in)
    for room in (*reading, *serving):
        app.register_blueprint(room.room)
    headers.protect(app)
    know_people(app, kb, secure=secure)
    forgery.refuse(app, memory)
    access.guard(app)
    failures.explain(app)
    return app
