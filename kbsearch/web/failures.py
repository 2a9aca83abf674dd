"""What went wrong, said in the form the asker reads: a page for people, a problem document for programs."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from kbsearch.errors import (
    AccessKeyRefused,
    ArticleUnknown,
    CannotRun,
    CodeUnknown,
    FormRefused,
    HostRefused,
    IndexBroken,
    IndexLocked,
    IndexMissing,
    KbError,
    MailUnknown,
    NotAllowed,
    PasteTooLarge,
    PromiseClosed,
    ReleaseUnknown,
    ReportUnknown,
    ResolutionTaken,
    TicketRefused,
    TicketUnknown,
    TokenRefused,
    Unforeseen,
    UsageError,
)
from kbsearch.web.visitor import visitor

STATUS: dict[type[KbError], HTTPStatus] = {
    ArticleUnknown: HTTPStatus.NOT_FOUND,
    CodeUnknown: HTTPStatus.NOT_FOUND,
    TicketUnknown: HTTPStatus.NOT_FOUND,
    ReportUnknown: HTTPStatus.NOT_FOUND,
    MailUnknown: HTTPStatus.NOT_FOUND,
    ReleaseUnknown: HTTPStatus.NOT_FOUND,
    TicketRefused: HTTPStatus.CONFLICT,
    ResolutionTaken: HTTPStatus.CONFLICT,
    PromiseClosed: HTTPStatus.CONFLICT,
    TokenRefused: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    FormRefused: HTTPStatus.FORBIDDEN,
    AccessKeyRefused: HTTPStatus.FORBIDDEN,
    HostRefused: HTTPStatus.MISDIRECTED_REQUEST,
    PasteTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    IndexMissing: HTTPStatus.SERVICE_UNAVAILABLE,
    IndexBroken: HTTPStatus.SERVICE_UNAVAILABLE,
    IndexLocked: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The HTTP status of an error; any other is 400 when the caller can mend it and 500 when not."""


def status_of(error: type[KbError]) -> HTTPStatus:
    """The status with which an error is answered."""
    usual = HTTPStatus.BAD_REQUEST if issubclass(error, UsageError) else HTTPStatus.INTERNAL_SERVER_ERROR
    return STATUS.get(error, usual)


def explain(app: Flask) -> None:
    """Turn every failure of the application into an answer that says what to do next."""
    app.register_error_handler(KbError, _known)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _known(error: KbError) -> tuple[Response | str, int]:
    status = status_of(type(error))
    if isinstance(error, CannotRun) and not visitor().inside:
        return _answer(status, "the knowledge base cannot answer now", "try again in a moment", error.code)
    return _answer(status, error.said, error.advice, error.code)


def _too_large(error: RequestEntityTooLarge) -> tuple[Response | str, int]:
    size, limit = request.content_length or "too many", current_app.config["MAX_CONTENT_LENGTH"]
    return _known(PasteTooLarge(size=size, limit=limit))


def _http(error: HTTPException) -> tuple[Response | str, int] | HTTPException:
    if error.response is not None or error.code is None or error.code < 400:
        return error  # a redirect, not a failure
    status = HTTPStatus(error.code)
    said = "there is no such page" if status == HTTPStatus.NOT_FOUND else status.phrase.lower()
    answer, code = _answer(status, said, "begin at the search page", "")
    if error.code == HTTPStatus.METHOD_NOT_ALLOWED and isinstance(answer, Response):
        answer.headers.extend(error.get_headers())
    return answer, code


def _unforeseen(error: Exception) -> tuple[Response | str, int]:
    current_app.logger.error("a page failed", exc_info=error)
    said = Unforeseen(problem=type(error).__name__)
    return _answer(
        HTTPStatus.INTERNAL_SERVER_ERROR, said.said, "try again; the server's own output says more", said.code
    )


def _answer(status: HTTPStatus, said: str, advice: str, code: str) -> tuple[Response | str, int]:
    """The failure as application/problem+json (RFC 9457) under /api/, as a page elsewhere."""
    if request.path.startswith("/api/") or request.path == "/healthz":
        problem = {"type": "about:blank", "title": said, "status": status.value, "detail": advice, "code": code}
        answer = jsonify({name: value for name, value in problem.items() if value != ""})
        answer.mimetype = "application/problem+json"
        return answer, status
    part = "failure.html" if "X-Kbsearch-Part" not in request.headers else "_failure.html"
    return render_template(part, status=status.value, said=said, advice=advice, code=code), status
