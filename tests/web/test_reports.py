"""What the log tells, in the browser and in the API: figures, charts without a script, tables, and nothing private."""

import re
from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import dated, now
from kbsearch.people.roles import Role
from kbsearch.tickets.links import LinkKind
from kbsearch.tickets.measures.measure import Chart, Column, Figure, Measure, Unit
from kbsearch.tickets.measures.measures import MEASURES
from kbsearch.tickets.new import New
from kbsearch.web import create_app
from kbsearch.web.charts import BARS, draw

SECURITY = '[[tickets.categories]]\nname = "security"\npeople = "sven"\nprivate = true\n'
GAP = "error E5001: disk sda{} is full"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A desk with two fixed requests, a gap of three, and a private ticket."""
    root = tmp_path_factory.mktemp("kb")
    (root / "kbsearch.toml").write_text(SECURITY, "utf-8")
    (root / "articles").mkdir()
    (root / "articles" / "sync-e4012.md").write_text("---\ntitle: Sync\n---\n## Resolution\nWait.\n", "utf-8")
    with KnowledgeBase.open(root) as kb:
        kb.index()
        for name, role in (("ana", Role.AGENT), ("ben", Role.AUTHOR), ("sven", Role.AGENT), ("root", Role.ADMIN)):
            kb.people.accounts.add(name, role)
        with dated(now() - timedelta(days=3)):
            for _ in range(2):
                fixed = New("Maria", "sync stopped", article="sync-e4012", kind=LinkKind.RESOLUTION)
                number = kb.tickets.add(fixed, by="ana").number
                kb.tickets.solve(number, by="ana")
                kb.tickets.confirm(number, True)
            for disk in range(3):
                kb.tickets.add(New("Otto", GAP.format(disk), product="acme-sync", minutes=20), by="ana")
            kb.tickets.add(New("Eve", "wombat breach", category="security", product="quokka", minutes=999), by="ana")
        yield create_app(kb, "internal")


def signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    link = app.extensions["kbsearch"].people.tokens.create_link(name)
    client.get(f"/sign-in/{link}")
    return client


@pytest.fixture(scope="module")
def ana(app: Flask) -> FlaskClient:
    return signed_in(app, "ana")


@pytest.fixture(scope="module")
def ben(app: Flask) -> FlaskClient:
    return signed_in(app, "ben")


def words(client: FlaskClient, address: str) -> str:
    """What a page says, without its tags."""
    page = client.get(address)
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)).split())


def sent(client: FlaskClient, page: str, address: str, **form: str):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).get_data(as_text=True))
    assert token
    return client.post(address, data={"csrf_token": token[1], **form})


def test_every_report_has_its_figure_on_one_page(ana: FlaskClient) -> None:
    said = words(ana, "/reports")
    assert "Fixed at first contact 40 % of 5 requests" in said
    assert "Gaps 3 requests and 0 searches without an answer, 60 minutes lost" in said
    assert "Minutes lost by product 60 min lost in 5 requests" in said


@pytest.mark.parametrize("name", MEASURES)
def test_every_report_is_a_page_a_picture_and_a_file(ana: FlaskClient, name: str) -> None:
    assert words(ana, f"/reports/{name}")
    picture = ana.get(f"/reports/{name}.svg")
    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    assert "script-src" not in picture.headers["Content-Security-Policy"]
    file = ana.get(f"/reports/{name}.csv")
    assert file.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    assert all(line.count(",") == file.text.splitlines()[0].count(",") for line in file.text.splitlines())


def test_a_table_stands_under_its_chart(ana: FlaskClient) -> None:
    page = ana.get("/reports/impact").get_data(as_text=True)
    assert page.index('<img src="/reports/impact.svg"') < page.index('<table class="rows figures">')
    assert ana.get("/reports/impact.csv").text == (
        "product,minutes,requests,people\r\nacme-sync,60,3,3\r\nno product,0,2,2\r\n"
    )


@pytest.mark.parametrize("address", ["/reports", "/api/v1/reports", *(f"/reports/{name}" for name in MEASURES)])
def test_nothing_of_a_private_ticket_is_told(ana: FlaskClient, address: str) -> None:
    said = ana.get(address).get_data(as_text=True)
    assert not [word for word in ("wombat", "quokka", "999") if word in said]


def test_its_people_have_a_private_ticket_in_their_figures(app: Flask) -> None:
    assert "quokka 999 min" in words(signed_in(app, "sven"), "/reports/impact")


def test_the_time_stands_in_the_address_and_goes_along(ana: FlaskClient) -> None:
    day = (now() - timedelta(days=400)).date()
    until = day + timedelta(days=30)
    page = ana.get(f"/reports/gaps?since={day}&until={until}").get_data(as_text=True)
    assert "There is nothing to tell of this time." in page
    assert f'href="/reports/gaps.csv?since={day}&amp;until={until}"' in page
    assert f'href="/reports?since={day}&amp;until={until}"' in page


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        pytest.param("/reports/gap", 404, "Did you mean &#39;gaps&#39;?", id="no such report"),
        pytest.param("/reports?since=soon", 400, "&#39;soon&#39; is no day", id="no day"),
        pytest.param("/reports/gap.svg", 404, "Did you mean &#39;gaps&#39;?", id="no such chart"),
    ],
)
def test_what_cannot_be_told_says_why(ana: FlaskClient, address: str, status: int, said: str) -> None:
    answer = ana.get(address)
    assert answer.status_code == status
    assert said in answer.get_data(as_text=True)


def test_a_gap_becomes_an_article_with_one_click(ana: FlaskClient, ben: FlaskClient) -> None:
    assert "Write the article" not in words(ana, "/reports/gaps")
    address = re.search(r'action="(/reports/gaps/\d+)"', ben.get("/reports/gaps").get_data(as_text=True))
    assert address
    begun = sent(ben, "/reports/gaps", address[1])
    assert begun.status_code == 200
    assert "E5001" in begun.get_data(as_text=True)
    assert "ticket 5" in begun.get_data(as_text=True)


def test_a_sample_of_links_is_looked_at_by_somebody_else(ana: FlaskClient, ben: FlaskClient) -> None:
    assert "Nothing is left to look at" in words(ana, "/reports/link-accuracy/sample")
    page = ben.get("/reports/link-accuracy/sample").get_data(as_text=True)
    links = re.findall(r'action="(/reports/link-accuracy/\d+)"', page)
    assert len(links) == 2
    for link, verdict in zip(links, ("right", "wrong"), strict=True):
        assert sent(ben, "/reports/gaps", link, verdict=verdict).status_code == 303
    assert "Kept: the link is wrong." in words(ben, "/reports/link-accuracy/sample")
    assert "50 % of 2 links looked at, of 2" in words(ben, "/reports/link-accuracy")


def test_the_api_tells_the_same_as_data(ana: FlaskClient) -> None:
    gaps = ana.get("/api/v1/reports/gaps").json
    assert gaps["figure"] == {
        "value": 3,
        "unit": "count",
        "of": "requests and 0 searches without an answer, 60 minutes lost",
    }
    assert [(row["requests"], row["open"], row["minutes"]) for row in gaps["rows"]] == [(3, 3, 60)]
    assert [one["name"] for one in ana.get("/api/v1/reports").json["reports"]] == list(MEASURES)
    assert ana.get("/api/v1/reports/gap").json["code"] == "KBE1057"
    assert ana.get("/api/v1/reports?since=soon").json["code"] == "KBE1058"


def test_a_visitor_sees_no_report(app: Flask) -> None:
    assert app.test_client().get("/reports").headers["Location"].startswith("/sign-in")
    assert app.test_client().get("/api/v1/reports").status_code in (401, 403)


def measure(chart: Chart, rows: int) -> Measure:
    """A measure with a hostile name in every row."""
    columns = (Column("a", "A", Unit.NAME), Column("b", "Kept", drawn=True), Column("c", "Missed", drawn=True))
    names = [f"<script>alert({n})</script>" for n in range(rows)]
    return Measure("m", "M", "", Figure(1, Unit.COUNT, ""), columns, tuple((n, 1, None) for n in names), chart)


@pytest.mark.parametrize("narrow", [True, False])
@pytest.mark.parametrize("chart", Chart)
@pytest.mark.parametrize("rows", [1, 14, 60])
def test_a_chart_is_a_drawing_without_a_script_in_light_and_dark(chart: Chart, rows: int, narrow: bool) -> None:
    drawn = draw(measure(chart, rows), narrow=narrow)
    root = ElementTree.fromstring(drawn)
    assert not [node for node in root.iter() if node.tag.endswith("script")]
    assert not re.search(r"\son\w+=|javascript:|https?://(?!www\.w3\.org/)", drawn)
    assert "@media(prefers-color-scheme:dark)" in drawn
    assert draw(measure(chart, rows), narrow=narrow) == drawn
    assert len(drawn) < 60_000


def test_a_chart_of_bars_has_the_largest_and_the_table_the_rest() -> None:
    drawn = draw(measure(Chart.BARS, BARS + 5))
    assert f"alert({BARS - 1})" in drawn
    assert f"alert({BARS})" not in drawn


@pytest.mark.parametrize("narrow", [True, False])
@pytest.mark.parametrize("chart", Chart)
def test_the_legend_of_a_chart_stands_within_the_picture(chart: Chart, narrow: bool) -> None:
    root = ElementTree.fromstring(draw(measure(chart, 3), narrow=narrow))
    (legends,) = [node for node in root.iter() if node.get("class") == "legends"]
    top = float(re.findall(r"[\d.]+", legends.get("transform", ""))[1])
    boxes = [float(node.get("y", "0")) + float(node.get("height", "0")) for node in legends.iter() if node.get("y")]
    assert [node.text for node in legends.iter() if node.tag.endswith("text")] == ["Kept", "Missed"]
    assert top + max(boxes) <= float(root.get("viewBox", "").split()[3])


def test_a_bar_says_its_number_and_one_of_no_length_says_none() -> None:
    rows = (("ferrywell", 59_880), ("lampwick", 0))
    columns = (Column("a", "Product", Unit.NAME), Column("b", "Lost", Unit.MINUTES, drawn=True))
    root = ElementTree.fromstring(draw(Measure("m", "M", "", Figure(1, Unit.COUNT, ""), columns, rows, Chart.BARS)))
    texts = [node for node in root.iter() if node.tag.endswith("}text")]
    assert [node.text for node in texts if node.get("class") == "value"] == ["59,880 min"]
