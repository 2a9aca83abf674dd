"""What every answer says to the browser: run and load nothing but what this server ships."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

from kbsearch.errors import HostRefused

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""The Content-Security-Policy of all pages: no inline script or style, no request to another machine."""

PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""The policy of an article's pictures: an SVG may style itself and do nothing else."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not no-store: going back from an article to the results of a form must not ask to send it again.
    "Cache-Control": "private, no-cache",
}


def protect(app: Flask) -> None:
    """Give every answer its headers, and refuse requests that were sent to a foreign name."""
    app.before_request(_check_host)
    app.after_request(_add_headers)


def _check_host() -> None:
    """Refuse a name that was pointed at this machine by someone else; raises KBE1011."""
    hosts: tuple[str, ...] = current_app.config["HOSTS"]
    name = request.host.rsplit(":", 1)[0] if request.host.rpartition(":")[2].isdigit() else request.host
    if hosts and name.lower() not in hosts:
        raise HostRefused(host=request.host, wanted=hosts[0])


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
