"""Review: the life of an article, by the states of KCS.

    wip -> not_validated (a review is asked for) -> validated (approved) -> archived

An approval is bound to the digest of what was read. Who may decide, and who is asked, `people.approvals`
says; here stands what an article must be before it is asked about, and what its file says afterwards.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from kbsearch.articles.article import Article
from kbsearch.articles.content import digest_of_content
from kbsearch.articles.front_matter import split
from kbsearch.articles.lint import lint_draft
from kbsearch.articles.reader import read_bytes
from kbsearch.articles.repository import Person
from kbsearch.articles.rules import ERROR
from kbsearch.articles.saving import Saved, digest_of, save
from kbsearch.articles.splice import Value, with_values
from kbsearch.errors import ArticleChanged, FolderNotWritable, ReviewTooEarly
from kbsearch.people.accounts import Account, Accounts
from kbsearch.people.approvals import Approval, Approvals, Kind, Outcome, Question
from kbsearch.people.audit import record
from kbsearch.people.database import Base, Database, Utc, now
from kbsearch.settings import Settings


class Comment(Base):
    """A remark of a reviewer about one line of an article, as it was with `digest`."""

    __tablename__ = "review_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    article: Mapped[str] = mapped_column(index=True)
    digest: Mapped[str]
    line: Mapped[int]
    """Counted from 1 in the file; 0 for the article as a whole."""
    said: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Utc)
    settled: Mapped[datetime | None] = mapped_column(Utc)


def content_digest(text: str) -> str:
    """The digest of a file's text that a review is bound to; see `digest_of_content`."""
    file = split(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), "")
    return digest_of_content(file.keys, file.body)


class Reviews:
    """Reviews, audience changes and archiving of the articles of one knowledge base."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._approvals = Approvals(database)
        self._accounts = Accounts(database)

    def ask(self, article: Article, *, by: str, note: str = "") -> Approval:
        """Ask for a review of an article; it is no draft any more.

        Raises KBE1043 while anything is unfinished, KBE1042 when the file is not the one that was read
        into `article`, and KBE1038 when nobody could review it.
        """
        text = self._text(article)
        unfinished = self._unfinished(article.path, text)
        if unfinished:
            raise ReviewTooEarly(path=article.path, problem=unfinished)
        asked = self._approvals.ask(
            Question(Kind.REVIEW, article.id, content_digest(text), _rotation(article), article.owner, note=note), by=by
        )
        if article.confidence == "wip":
            self._set(article, text, {"confidence": "not_validated"}, self._accounts.get(by), "Ask for a review of")
        return asked

    def verify_again(self, article: Article, why: str, *, by: str) -> Approval | None:
        """Ask that a validated article be read again because of something outside it, such as a release of its product.

        Its file does not change, and it stays validated meanwhile. `why` is one line for the reviewer. Each
        reason is asked about once for one text: None where it was, or where the article is not validated
        and so waits for a reading anyway. Raises KBE1038 and KBE1042.
        """
        if article.confidence != "validated":
            return None
        digest = content_digest(self._text(article))
        last = self._approvals.last(article.id, Kind.REVIEW)
        known = last.note.splitlines() if last is not None and last.digest == digest else []
        if why in known:
            return None
        still = known if last is not None and last.outcome is Outcome.WAITING else []
        note = "\n".join((*still, why))
        return self._approvals.ask(
            Question(Kind.REVIEW, article.id, digest, _rotation(article), article.owner, note=note), by=by
        )

    def approve(self, article: Article, approval: int, *, by: str, answer: str = "") -> Saved:
        """Approve a review or a wider audience, and write it into the article's file.

        Raises KBE1036 and KBE1037 when `by` may not decide, KBE1042 when the article is no longer what
        was asked about.
        """
        found = self._approvals.open_to(approval, by)
        text = self._text(article)
        if content_digest(text) != found.digest:
            raise ArticleChanged(path=article.path, what="changed", theirs=text)
        account = self._accounts.get(by)
        if found.kind is Kind.AUDIENCE:
            saved = self._set(article, text, {"audience": found.wanted}, account, f"Audience {found.wanted} for")
        else:
            today = now().date().isoformat()
            reviewed = {"by": account.name, "on": today, "digest": found.digest}
            saved = self._set(article, text, {"confidence": "validated", "reviewed": reviewed}, account, "Review")
        self._approvals.decide(approval, True, by=by, answer=answer)
        return saved

    def refuse(self, approval: int, *, by: str, answer: str) -> Approval:
        """Ask for changes instead of approving; raises KBE1036 and KBE1037."""
        return self._approvals.decide(approval, False, by=by, answer=answer)

    def ask_audience(self, article: Article, audience: str, *, by: str, note: str = "") -> Approval:
        """Ask that an article be shown to another audience; raises KBE1038 and KBE1042."""
        digest = content_digest(self._text(article))
        question = Question(Kind.AUDIENCE, article.id, digest, _rotation(article), article.owner, audience, note)
        return self._approvals.ask(question, by=by)

    def archive(self, article: Article, *, by: str) -> Saved:
        """Take an article out of the searches; its file and history stay. Raises KBE1042."""
        text = self._text(article)
        return self._set(article, text, {"confidence": "archived"}, self._accounts.get(by), "Archive")

    def restore(self, article: Article, *, by: str) -> Saved:
        """Bring an archived article back, to be reviewed anew; raises KBE1042."""
        text = self._text(article)
        return self._set(article, text, {"confidence": "not_validated"}, self._accounts.get(by), "Restore")

    def comment(self, article: Article, line: int, said: str, *, by: str) -> Comment:
        """Remark on a line of an article, counted from 1 in its file; 0 means the whole."""
        made = Comment(article=article.id, digest=article.digest, line=line, said=said, by=by, at=now())
        with self._database.write() as session:
            session.add(made)
            record(session, by, "commented", article.id, line=str(line))
        return made

    def comments(self, article: str | None = None, *, settled: bool = False) -> list[Comment]:
        """The remarks about an article, or about any, that are open, by line; with `settled`, all."""
        wanted = select(Comment).order_by(Comment.line, Comment.id)
        if article is not None:
            wanted = wanted.where(Comment.article == article)
        with self._database.read() as session:
            return [one for one in session.scalars(wanted) if settled or one.settled is None]

    def settle(self, comment: int, *, by: str) -> None:
        """Put a remark aside: it was heeded, or answered."""
        with self._database.write() as session:
            found = session.get(Comment, comment)
            if found is not None and found.settled is None:
                found.settled = now()
                record(session, by, "comment settled", found.article)

    def is_current(self, article: Article) -> bool | None:
        """Whether the last review read what the article says now; None where there was none, or no one can tell."""
        if article.reviewed is None or article.reviewed.digest is None:
            return None
        return article.reviewed.digest == content_digest(self._text(article))

    def _unfinished(self, path: str, text: str) -> str:
        """The first thing that keeps an article from being reviewed, "" for nothing."""
        result = read_bytes(text.encode("utf-8", "surrogatepass"), path, self._settings)
        if result.article is not None:
            result = replace(result, article=replace(result.article, confidence="not_validated"))
        found = [finding for finding in lint_draft(result, self._settings) if finding.severity == ERROR]
        return f"line {found[0].line}: {found[0].message}" if found else ""

    def _text(self, article: Article) -> str:
        """The text of an article's file; raises KBE1042 when it is not the one that was read into `article`."""
        try:
            data = (self._settings.root / article.path).read_bytes()
        except FileNotFoundError:
            raise ArticleChanged(path=article.path, what="deleted", theirs=None) from None
        except OSError as error:
            raise FolderNotWritable(path=article.path, problem=error.strerror or str(error)) from error
        if digest_of(data) != article.digest:
            raise ArticleChanged(path=article.path, what="changed", theirs=data.decode("utf-8", "replace"))
        return data.decode("utf-8")

    def _set(self, article: Article, text: str, keys: dict[str, Value], account: Account, doing: str) -> Saved:
        values: dict[str, Any] = dict(keys)
        changed = with_values(text, values, article.path)
        by = Person(account.name, account.mail)
        return save(
            self._settings,
            article.path,
            changed,
            began_with=article.digest,
            by=by,
            message=f"{doing} {article.id}",
        )


def _rotation(article: Article) -> str:
    """Whose turn it is goes by the article's first product."""
    return article.products[0] if article.products else ""
