"""Filters: what a search is limited to, as it stands in the address of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from kbsearch.search.results import Results
from kbsearch.web.visitor import Visitor

LONGEST = 64
"""Characters of a version that are looked at."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Products, version and audience that were chosen; `skip` are the articles that were not the answer."""

    products: tuple[str, ...] = ()
    version: str = ""
    audience: str = ""
    skip: tuple[str, ...] = ()

    @classmethod
    def of(cls, args: MultiDict[str, str], asker: Visitor) -> Filters:
        """The filters of an address; an audience that sees more than the asker does is none."""
        audience = args.get("audience", "")
        return cls(
            tuple(dict.fromkeys(filter(None, args.getlist("product")))),
            args.get("version", "").strip()[:LONGEST],
            audience if audience in asker.audiences else "",
            tuple(dict.fromkeys(filter(None, args.getlist("skip")))),
        )

    def filled_in(self, form: Mapping[str, str], asker: Visitor) -> Filters:
        """The filters with what the fields of the form say, where they are sent."""
        audience = form.get("audience", self.audience)
        return replace(
            self,
            version=form.get("version", self.version).strip()[:LONGEST],
            audience=audience if audience in asker.audiences else "",
        )

    def search(self, asker: Visitor, text: str) -> Results:
        """What the asker finds within the filters; `skip` is not looked at. Raises as `Visitor.search`."""
        return asker.search(text, self.products, version=self.version, audience=self.audience)

    def address(self, **changes: Any) -> dict[str, Any]:
        """The values for `url_for`, with changes; what is empty is left out of an address."""
        values = {
            "product": self.products,
            "version": self.version or None,
            "audience": self.audience or None,
        }
        return values | changes
