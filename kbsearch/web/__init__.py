"""The pages and the JSON API: one blueprint a room, over one opened knowledge base."""

from kbsearch.web.app import create_app
from kbsearch.web.server import serve

__all__ = ["create_app", "serve"]
