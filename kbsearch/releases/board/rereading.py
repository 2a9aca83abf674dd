"""Rereading: a release that changes a message wants the article about it read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kbsearch.articles.article import Article
from kbsearch.articles.review import Reviews
from kbsearch.errors import ApproverMissing, ArticleChanged, ArticleUnknown
from kbsearch.releases.board.report import Report


def ask_again(report: Report, article: Callable[[str], Article], reviews: Reviews, *, by: str) -> Iterator[str]:
    """Ask that validated articles be read again whose messages the release has reworded; the ids of those asked for.

    Each is asked about once for one text. One that changed since it was indexed waits for the next report, and
    where nobody but the asker could read it, nobody is asked. `article` gets one by its id, or raises KBE1003.
    """
    for one in report.declarations:
        if one.news != "reworded" or one.article_id is None:
            continue
        why = f"{report.product} {report.version} changes the message of {one.id}"
        try:
            asked = reviews.verify_again(article(one.article_id), why, by=by)
        except (ApproverMissing, ArticleChanged, ArticleUnknown):
            continue
        if asked is not None:
            yield one.article_id
