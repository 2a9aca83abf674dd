"""What a page takes on the server: a paste posted to it, beside the bare search for the same paste."""

from collections.abc import Mapping, Sequence

from flask.testing import FlaskClient

from kbsearch import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.web import create_app
from tests.benchmarks.measure import Times, interleaved
from tests.benchmarks.pastes import Paste
from tests.benchmarks.report import Table, number
from tests.benchmarks.speed import Effort, NotMeasured
from tests.benchmarks.targets import LINE, LOG

SEARCH, PAGE, PART = "kb.search", "page", "part"
READER = "reader"

MOST_RATIO, MOST_MS = 3.0, 100.0
"""What the page of a 60-line log may take, as a ratio to the bare search and in milliseconds."""


def pages(
    kb: KnowledgeBase, pastes: Mapping[str, Sequence[Paste]], effort: Effort
) -> tuple[Table, dict[str, dict[str, Times]]]:
    """How long an agent who has signed in waits for the server, for each kind of paste."""
    table = Table(
        "Pages",
        "From a posted paste to the whole page, in one process and without the network: what an agent waits for who has "
        "signed in. The part is what the live page asks for.",
        ("paste", "what", "runs", "min ms", "median ms", "p99 ms", "time / bare search's"),
        labels=2,
    )
    client = _signed_in(kb)
    measured: dict[str, dict[str, Times]] = {}
    for kind in (LINE, LOG):
        asked = {
            SEARCH: lambda paste: kb.search(paste.text),
            PAGE: lambda paste: _post(client, paste, {}),
            PART: lambda paste: _post(client, paste, {"X-Kbsearch-Part": "results"}),
        }
        interleaved(asked, pastes[kind][:2], effort.budget)  # templates are compiled by the first page
        times = measured[kind] = interleaved(asked, list(pastes[kind]) * effort.queries, effort.budget)
        for name, taken in times.items():
            figures = (number(value * 1000) for value in (taken.least, taken.median, taken.p99))
            ratio = number(taken.median / times[SEARCH].median)
            table.add(kind, name, str(len(taken.seconds)), *figures, ratio)
    return table, measured


def judge(table: Table, measured: Mapping[str, Mapping[str, Times]]) -> None:
    """Add to the table of targets what the page of a log may take."""
    page, search = measured[LOG][PAGE].median, measured[LOG][SEARCH].median
    targets = (("time / bare search's", MOST_RATIO, page / search), ("median ms", MOST_MS, page * 1000))
    for what, most, taken in targets:
        met = "yes" if taken <= most else "no"
        table.add(f"page of a {LOG}: {what}", f"at most {number(most)}", number(taken), met)


def _signed_in(kb: KnowledgeBase) -> FlaskClient:
    """A browser of somebody inside."""
    kb.people.accounts.add(READER, Role.AGENT)
    client = create_app(kb).test_client()
    client.get(f"/sign-in/{kb.people.tokens.create_link(READER)}")
    return client


def _post(client: FlaskClient, paste: Paste, headers: dict[str, str]) -> None:
    answer = client.post("/", data={"text": paste.text}, headers=headers)
    if answer.status_code != 200:
        raise NotMeasured(f"the page answered a paste with {answer.status_code}")
