"""The life of an article in the browser: asked about, remarked on, approved by somebody else, shown wider, archived."""

import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kbsearch.articles.approved import Line, compared
from kbsearch.kb import KnowledgeBase
from kbsearch.people.approvals import Kind, Outcome, Question
from kbsearch.people.database import now
from kbsearch.people.roles import Role
from kbsearch.tickets.flags import Reason
from kbsearch.tickets.links import LinkKind
from kbsearch.web import create_app
from kbsearch.web.review_lines import stretches

DRAFT = """
    ---
    id: sync-e4012
    title: "E4012: remote refused the token"
    products: [acme-sync]
    errors:
      - code: E4012
        message: "sync: remote {host} refused token {token}"
    confidence: wip
    owner: ben
    ---
    ## Issue

    The sync stops.

    ## Resolution

    Make a new token.
    """
OLD = """
    ---
    id: old-faithful
    title: Old faithful
    products: [acme-store]
    confidence: validated
    owner: ben
    review_by: 2024-01-31
    ---
    ## Resolution

    Wait an hour.
    """
PEOPLE = (
    ("ben", Role.AUTHOR),
    ("cem", Role.REVIEWER),
    ("eva", Role.APPROVER),
    ("ida", Role.ADMIN),
    ("ada", Role.AGENT),
)

Make = Callable[[dict[str, str]], KnowledgeBase]


class House:
    """A knowledge base, and a browser for each of its people."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.app: Flask = create_app(kb)
        self.app.config["WTF_CSRF_ENABLED"] = False  # that every form carries its token, a test below asks
        for name, role in PEOPLE:
            kb.people.accounts.add(name, role)
        self._clients: dict[str, FlaskClient] = {}

    def of(self, name: str) -> FlaskClient:
        if name not in self._clients:
            client = self.app.test_client()
            client.get(f"/sign-in/{self.kb.people.tokens.create_link(name)}")
            self._clients[name] = client
        return self._clients[name]

    def send(self, who: str, address: str, /, **form: object) -> tuple[int, str]:
        """Status and page after somebody sent a form, redirects followed."""
        answer = self.of(who).post(address, data=form, follow_redirects=True)
        return answer.status_code, said(answer.text)

    def page(self, name: str, address: str) -> str:
        return said(self.of(name).get(address).text)

    def file(self, name: str = "sync") -> Path:
        return self.kb.settings.root / f"articles/{name}.md"


def said(html: str) -> str:
    """The words of a page."""
    text = re.sub(r"<[^>]+>", " ", html).replace("&#39;", "'").replace("&#34;", '"').replace("&gt;", ">")
    return " ".join(text.split())


@pytest.fixture
def house(make_kb: Make) -> House:
    return House(make_kb({"sync": DRAFT, "old": OLD}))


def test_a_draft_is_asked_about_and_approved_by_somebody_else(house: House) -> None:
    status, page = house.send("ben", "/a/sync-e4012/review/ask", note="Is the wording right?")
    assert (status, "cem is asked to review it." in page) == (200, True)
    assert "Is the wording right?" in house.page("cem", "/a/sync-e4012/review")
    asked = house.kb.people.approvals.waiting()[0]
    status, page = house.send("cem", "/a/sync-e4012/review/decide", approval=asked.id, decision="approve")
    assert (status, "It is validated." in page) == (200, True)
    article = house.kb.article("sync-e4012")
    assert (article.confidence, article.reviewed is not None and article.reviewed.by) == ("validated", "cem")
    assert article.reviewed is not None
    assert article.reviewed.current is True


def test_what_is_unfinished_is_said_where_the_review_was_asked_for(house: House) -> None:
    house.file().write_text(house.file().read_text().replace("Make a new token.", ""))
    status, page = house.send("ben", "/a/sync-e4012/review/ask")
    assert status == 400
    assert "articles/sync.md is not ready for a review (line 15: nothing stands under the heading 'Resolution'" in page
    assert "[KBE1043]" in page
    assert house.kb.people.approvals.waiting() == []


def test_where_nobody_could_review_it_says_so(house: House) -> None:
    for name in ("cem", "eva", "ida"):
        house.kb.people.accounts.set_role(name, Role.AGENT, by="x")
    status, page = house.send("ben", "/a/sync-e4012/review/ask")
    assert status == 400
    assert "nobody can decide the review of sync-e4012: give somebody else the role that may" in page


def test_nobody_approves_their_own_article_and_nobody_without_the_right(house: House) -> None:
    house.send("ben", "/a/sync-e4012/review/ask")
    asked = house.kb.people.approvals.waiting()[0]
    assert "You cannot decide this" not in house.page("ben", "/a/sync-e4012/review")  # may take it back instead
    assert "Take the question back" in house.page("ben", "/a/sync-e4012/review")
    assert "You cannot decide this" in house.page("ada", "/a/sync-e4012/review")
    assert house.send("ben", "/a/sync-e4012/review/decide", approval=asked.id, decision="approve")[0] == 403
    assert house.kb.article("sync-e4012").confidence == "not_validated"


def test_asking_for_changes_wants_a_note_and_the_author_reads_it(house: House) -> None:
    house.send("ben", "/a/sync-e4012/review/ask")
    number = house.kb.people.approvals.waiting()[0].id
    status, page = house.send("cem", "/a/sync-e4012/review/decide", approval=number, decision="refuse")
    assert (status, "the note is empty" in page) == (400, True)
    house.send("cem", "/a/sync-e4012/review/decide", approval=number, decision="refuse", answer="Say which token.")
    assert "cem asked for changes" in house.page("ben", "/a/sync-e4012/review")
    assert "Say which token." in house.page("ben", "/a/sync-e4012/review")
    assert house.kb.article("sync-e4012").confidence == "not_validated"


def test_what_has_changed_since_it_was_asked_is_asked_again(house: House) -> None:
    house.send("ben", "/a/sync-e4012/review/ask")
    number = house.kb.people.approvals.waiting()[0].id
    house.file().write_text(house.file().read_text().replace("a new token", "another token"))
    page = house.page("cem", "/a/sync-e4012/review")
    assert "The article has changed since this was asked" in page
    assert "Ask again" in page
    status, page = house.send("cem", "/a/sync-e4012/review/decide", approval=number, decision="approve")
    assert status == 409
    assert "articles/sync.md was changed by somebody else meanwhile" in page
    assert "[KBE1042]" in page
    house.send("ben", "/a/sync-e4012/review/ask")
    again = house.kb.people.approvals.waiting()[0].id
    assert house.send("cem", "/a/sync-e4012/review/decide", approval=again, decision="approve")[0] == 200
    status, page = house.send("cem", "/a/sync-e4012/review/decide", approval=number, decision="approve")
    assert (status, "[KBE1037]" in page) == (409, True)


def test_a_question_is_taken_back_by_whoever_asked_it_alone(house: House) -> None:
    house.send("ben", "/a/sync-e4012/review/ask")
    number = house.kb.people.approvals.waiting()[0].id
    assert house.send("cem", "/a/sync-e4012/review/withdraw", approval=number)[0] == 409
    assert "The question is taken back." in house.send("ben", "/a/sync-e4012/review/withdraw", approval=number)[1]
    assert house.kb.people.approvals.waiting() == []


def test_remarks_stand_at_their_lines_until_they_are_settled(house: House) -> None:
    form = house.of("cem").get("/a/sync-e4012/review?line=17").text
    assert "Remark on line 17" in said(form)
    house.send("cem", "/a/sync-e4012/review/comment", line=17, said="Which <token>?")
    html = house.of("ben").get("/a/sync-e4012/review").text
    assert "Which &lt;token&gt;?" in html.partition('id="kb-line-17"')[2].partition("</li>")[0]
    assert "sync-e4012" not in house.page("cem", "/desk")
    assert "E4012: remote refused the token, line 17 cem" in house.page("ben", "/desk")
    number = house.kb.reviews.comments("sync-e4012")[0].id
    house.send("ben", "/a/old-faithful/review/settle", comment=number)  # that is another article's page
    assert len(house.kb.reviews.comments("sync-e4012")) == 1
    house.send("ben", "/a/sync-e4012/review/settle", comment=number)
    assert house.kb.reviews.comments("sync-e4012") == []


def test_other_readers_want_an_approval_of_their_own(house: House) -> None:
    _, page = house.send("ben", "/a/sync-e4012/review/audience", audience="customer", note="they ask for it")
    assert "eva is asked whether it may be shown to: customer." in page
    number = house.kb.people.approvals.waiting()[0].id
    status, page = house.send("cem", "/a/sync-e4012/review/decide", approval=number, decision="approve")
    assert (status, "cem may not decide this audience (as reviewer)" in page) == (400, True)
    house.send("eva", "/a/sync-e4012/review/decide", approval=number, decision="approve")
    assert house.kb.article("sync-e4012").audience == "customer"
    assert house.send("ben", "/a/sync-e4012/review/audience", audience="martians")[0] == 400


def test_an_article_is_archived_and_restored(house: House) -> None:
    assert "It is archived: searches leave it out." in house.send("ben", "/a/old-faithful/archive")[1]
    assert house.kb.article("old-faithful").confidence == "archived"
    assert "It is back, to be reviewed anew." in house.send("ben", "/a/old-faithful/restore")[1]
    assert house.kb.article("old-faithful").confidence == "not_validated"


def test_leave_to_apply_an_article_is_given_without_touching_its_file(house: House) -> None:
    before = house.file("old").read_text()
    article = house.kb.article("old-faithful")
    asked = house.kb.people.approvals.ask(Question(Kind.CHANGE, article.id, article.digest, author="ben"), by="ada")
    assert "ada" in house.page("eva", "/desk")
    _, page = house.send("eva", "/a/old-faithful/review/decide", approval=asked.id, decision="approve")
    assert "ada may go on." in page
    last = house.kb.people.approvals.last(article.id, Kind.CHANGE)
    assert (last is not None and last.outcome, house.file("old").read_text()) == (Outcome.APPROVED, before)


@pytest.mark.parametrize(
    ("step", "form"),
    [
        pytest.param("decide", {"decision": "approve"}, id="no number"),
        pytest.param("decide", {"approval": "x"}, id="not a number"),
        pytest.param("decide", {"approval": "9" * 30}, id="a number without end"),
        pytest.param("comment", {"line": "1", "said": "  "}, id="an empty remark"),
        pytest.param("comment", {"said": "x"}, id="a remark on nothing"),
    ],
)
def test_a_form_that_was_tampered_with_is_refused(house: House, step: str, form: dict[str, str]) -> None:
    status, page = house.send("ida", f"/a/sync-e4012/review/{step}", **form)
    assert (status, "[KBE1010]" in page) == (400, True)


def test_the_desk_says_what_would_stand_there_and_then_what_does(house: House) -> None:
    page = house.page("ada", "/desk")
    assert "Reviews, changes of audience and leave to apply an article stand here when it is your turn." in page
    assert "What readers find wrong, unclear or outdated in your articles stands here." in page
    house.kb.flags.add("old-faithful", Reason.OUTDATED, by="ada", owner="ben", note="it is two hours now")
    page = house.page("ben", "/desk")
    assert "outdated Old faithful ada" in page
    assert "it is two hours now" in page
    assert "Your drafts 1 E4012: remote refused the token" in page
    assert "To be read again 1 Old faithful since 2024-01-31" in page


def test_the_bar_counts_the_questions_that_wait(house: House) -> None:
    assert "Desk cem" in house.page("cem", "/")
    house.send("ben", "/a/sync-e4012/review/ask")
    assert "Desk 1 waiting cem" in house.page("cem", "/")
    assert "Desk" not in said(house.app.test_client().get("/").text)


def test_opening_the_desk_passes_on_what_waited_too_long(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.send("ben", "/a/sync-e4012/review/ask")
    later = now() + timedelta(days=2)
    monkeypatch.setattr("kbsearch.people.approvals.now", lambda: later)
    house.page("ben", "/desk")
    asked = house.kb.people.approvals.waiting()[0]
    assert [request.account.name for request in asked.requests] == ["cem", "eva"]


def test_articles_to_be_read_again_come_by_use(make_kb: Make) -> None:
    due = {f"a{n}": OLD.replace("old-faithful", f"a{n}").replace("Old faithful", f"Old {n}") for n in range(60)}
    house = House(make_kb(due | {"sync": DRAFT, "b": OLD.replace("ben", "zoe").replace("old-faithful", "b")}))
    house.kb.links.add("a41", LinkKind.RESOLUTION, by="ada")
    rows = re.findall(r'href="/a/(\w+)/review"', house.of("ada").get("/stale").text)
    assert (rows[0], len(rows)) == ("a41", 50)
    assert "61 articles" in house.page("ada", "/stale")
    assert "Page 2 of 2" in house.page("ada", "/stale?page=2")
    assert re.findall(r'href="/a/(\w+)/review"', house.of("ada").get("/stale?owner=zoe").text) == ["b"]
    assert "None of these has to be read again." in house.page("ada", "/stale?product=none")


def test_an_article_that_changed_after_its_review_is_to_be_read_again(house: House) -> None:
    house.send("ben", "/a/sync-e4012/review/ask")
    house.send("cem", "/a/sync-e4012/review/decide", approval=1, decision="approve")
    assert "E4012" not in house.page("ben", "/stale")
    house.file().write_text(house.file().read_text().replace("a new token", "another token"))
    house.kb.index()
    assert "E4012: remote refused the token its review read an older text" in house.page("ben", "/stale")


def test_an_article_that_a_release_touches_is_to_be_read_again_until_somebody_has(house: House) -> None:
    house.send("ben", "/a/sync-e4012/review/ask")
    house.send("cem", "/a/sync-e4012/review/decide", approval=1, decision="approve")
    house.kb.reviews.verify_again(house.kb.article("sync-e4012"), "acme-sync 2.5 words E4012 anew", by="release")
    assert "E4012: remote refused the token acme-sync 2.5 words E4012 anew" in house.page("ben", "/stale")
    assert "acme-sync 2.5 words E4012 anew" in house.page("cem", "/a/sync-e4012/review")
    house.send("cem", "/a/sync-e4012/review/decide", approval=2, decision="approve")
    assert "E4012" not in house.page("ben", "/stale")


@pytest.fixture
def tracked(house: House) -> House:
    """The same house, its folder a git repository."""
    root = house.kb.settings.root
    (root / ".gitignore").write_text("index/\n.kbsearch/\n")
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "All"]):
        subprocess.run(["git", "-C", str(root), *words], check=True)
    return house


def test_the_page_shows_what_has_changed_since_the_approval(tracked: House) -> None:
    assert "The whole file, never approved" in tracked.page("cem", "/a/sync-e4012/review")
    tracked.send("ben", "/a/sync-e4012/review/ask")
    tracked.send("cem", "/a/sync-e4012/review/decide", approval=1, decision="approve")
    assert "cem approved it" in tracked.page("cem", "/a/sync-e4012/review")
    tracked.file().write_text(tracked.file().read_text().replace("a new token", "another token"))
    html = tracked.of("cem").get("/a/sync-e4012/review").text
    assert "<del>Make a new token.</del>" in html
    assert "<ins>Make another token.</ins>" in html
    assert "Since it was approved" in said(html)


def test_unchanged_lines_are_folded_and_those_with_remarks_are_not() -> None:
    text = "\n".join(f"line {n}" for n in range(1, 41)) + "\n"
    lines = tuple(compared(text.replace("line 20", "line twenty"), text))
    assert [line for line in lines if line.kind != "same"] == [
        Line("removed", 0, "line twenty"),
        Line("added", 20, "line 20"),
    ]
    found = stretches(lines, [], chosen=38, fold=True)
    assert [(part.folded, part.rows[0].line.number, len(part.rows)) for part in found] == [
        (True, 1, 16),
        (False, 17, 8),
        (True, 24, 11),
        (False, 35, 6),
    ]


def test_a_file_is_compared_by_the_lines_an_editor_counts() -> None:
    assert list(compared(None, "a\r\nb\u2028c\x0cd\n")) == [Line("same", 1, "a"), Line("same", 2, "b\u2028c\x0cd")]
    assert list(compared(None, "")) == []


def test_an_admin_manages_people_rotations_and_absences(house: House) -> None:
    _, page = house.send("ida", "/people/add", name="zoe", role="reviewer", mail="")
    link = re.search(r"http://localhost(/sign-in/\S+)", page)
    assert link is not None
    assert house.app.test_client().get(link[1]).status_code == 302
    house.send("ida", "/people/rotation", key="acme-sync", names="zoe, cem")
    assert house.kb.people.rotations.all() == {"acme-sync": ["zoe", "cem"]}
    house.send("ida", "/people/absence", name="zoe", begins="2020-01-01", ends="2999-12-31")
    assert "cem is asked to review it." in house.send("ben", "/a/sync-e4012/review/ask")[1]
    house.send("ida", "/people/back", absence=house.kb.people.rotations.absences()[0].id)
    assert house.kb.people.rotations.absences() == []
    house.send("ida", "/people/role", name="zoe", role="agent")
    house.send("ida", "/people/shut", name="zoe")
    assert (house.kb.people.accounts.get("zoe").role, house.kb.people.accounts.get("zoe").active) == (Role.AGENT, False)
    house.send("ida", "/people/open", name="zoe")
    assert house.kb.people.accounts.get("zoe").active


@pytest.mark.parametrize(
    ("step", "form", "words"),
    [
        pytest.param("add", {"name": "ben", "role": "agent"}, "there is an account named 'ben' already", id="taken"),
        pytest.param("add", {"name": "x", "role": "king"}, "'king' is no role", id="no role"),
        pytest.param("shut", {"name": "ida"}, "ida may not shut their own account (another admin can)", id="oneself"),
        pytest.param("role", {"name": "nn", "role": "agent"}, "no account is named 'nn'", id="nobody"),
        pytest.param("rotation", {"key": "p", "names": "ben nn"}, "no account is named 'nn'", id="nobody in turn"),
        pytest.param(
            "absence", {"name": "ben", "begins": "soon", "ends": "2030-01-01"}, "'soon' is no day", id="no day"
        ),
        pytest.param(
            "absence", {"name": "ben", "begins": "2030-01-02", "ends": "2030-01-01"}, "ends before it begins", id="back"
        ),
    ],
)
def test_what_an_admin_cannot_do_is_said_at_the_form(house: House, step: str, form: dict[str, str], words: str) -> None:
    status, page = house.send("ida", f"/people/{step}", **form)
    assert (status, words in page) == (400, True)


def test_every_form_carries_its_token(house: House) -> None:
    house.send("ben", "/a/sync-e4012/review/ask")
    house.send("cem", "/a/sync-e4012/review/comment", line=3, said="x")
    house.kb.flags.add("old-faithful", Reason.WRONG, by="ada", owner="ida")
    for address in ("/desk", "/a/sync-e4012/review?line=0", "/people"):
        html = house.of("ida").get(address).text
        forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
        assert forms
        assert [form for form in forms if 'name="csrf_token"' not in form] == [], address


def test_a_page_of_these_has_nothing_inline(house: House) -> None:
    for address in ("/desk", "/a/sync-e4012/review", "/people", "/stale"):
        html = house.of("ida").get(address).text
        assert not re.search(r"<script(?![^>]* src=)|<style|<[^>]* (?:style|on[a-z]+)=", html), address
