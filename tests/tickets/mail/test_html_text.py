"""HTML mail reads like plain mail: lines, lists, quotations, and links that say where they lead."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.tickets.mail.html_text import html_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>Hello,<br>it says</p><p>no</p>", "Hello,\nit says\n\nno", id="paragraphs"),
        pytest.param("<div>a</div><div>b</div>", "a\nb", id="lines of Outlook and Gmail"),
        pytest.param("<div>a</div><div><br></div><div>b</div>", "a\n\nb", id="a free line"),
        pytest.param("<pre>E4012:\n  refused\n\nend</pre>", "E4012:\n  refused\n\nend", id="a log as it is"),
        pytest.param("a   b\n c&nbsp;d &lt;x&gt;", "a b c d <x>", id="spaces and entities"),
        pytest.param("<ul><li>one<li>two</ul>", "- one\n- two", id="a list"),
        pytest.param(
            "<table><tr><td>code</td><td>E4012</td></tr><tr><td>a</td></tr></table>", "code\tE4012\na", id="a table"
        ),
        pytest.param(
            'see <a href="https://kb.example/a?b=1&amp;c">the page</a>',
            "see the page <https://kb.example/a?b=1&c>",
            id="a link",
        ),
        pytest.param('<a href="https://kb.example/">kb.example</a>', "kb.example", id="a link that names its address"),
        pytest.param('<a href="javascript:alert(1)">go</a>', "go", id="a link that is a script"),
        pytest.param(
            "said<blockquote>before<blockquote>first</blockquote></blockquote>",
            "said\n\n> before\n>\n> > first",
            id="quotations",
        ),
        pytest.param("<style>p{color:red}</style><script>x('<p>')</script>text", "text", id="styles and scripts"),
        pytest.param("<!-- no --><![if mso]>text<o:p></o:p>", "text", id="comments and what Word adds"),
        pytest.param('<img src="x.png" alt="the dialog">', "[the dialog]", id="a picture"),
        pytest.param("1 < 2 and a<b", "1 < 2 and a<b", id="no tags at all"),
        pytest.param(
            "<style>never ended <p>text</p>", "never ended\n\ntext", id="a style without an end hides nothing"
        ),
    ],
)
def test_html_as_text(html: str, text: str) -> None:
    assert html_text(html) == text


@pytest.mark.parametrize(
    "piece", ["<div>", "<!--", "<blockquote>", "<a href='", "<", "&#", "<style>", "<table><tr><td>"]
)
def test_the_time_it_takes_grows_no_faster_than_what_arrives(piece: str) -> None:
    def seconds(times: int) -> float:
        begun = time.perf_counter()
        html_text(piece * times)
        return time.perf_counter() - begun

    few, many = 10_000 // len(piece), 100_000 // len(piece)
    assert min(seconds(many) for _ in range(2)) < 100 * max(seconds(few), 0.002)


@given(st.text(max_size=300))
def test_whatever_stands_there_becomes_text(html: str) -> None:
    html_text(html)
