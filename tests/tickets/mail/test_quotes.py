"""What of a mail was said now, and the tail that repeats what was said before; together they are the mail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.tickets.mail.quotes import Folded, fold

TAILS = {
    "quoted": "> did it help?\n> Ana\n",
    "announced": "On Fri, 27 Nov 2026 at 10:00, Ana Novak <help@vossmere.example> wrote:\n\n> did it help?\n",
    "announced in two lines": "On Fri, 27 Nov 2026 at 10:00, Ana Novak\n<help@vossmere.example> wrote:\n> did it?\n",
    "announced, not marked": "On 27 Nov 2026, at 10:00, Ana wrote:\n\ndid it help?\n",
    "in German": "Am 27.11.2026 um 10:00 schrieb Ana Novak:\n> hat es geholfen?\n",
    "in French": "Le ven. 27 nov. 2026 à 10:00, Ana <a@b.example> a écrit :\n> oui ?\n",
    "Outlook": "________________________________\nFrom: Ana <help@vossmere.example>\nSent: Friday\nTo: Zoë\nSubject: Re\n\nhi\n",
    "Outlook in German": "Von: Ana\nGesendet: Freitag\nAn: Zoë\nBetreff: AW\n\nhallo\n",
    "original message": "-----Original Message-----\nFrom: Ana\n\ndid it help?\n",
    "signature": "-- \nZoë\nCorp\n",
    "signature and quotation": "-- \nZoë\n\nOn Friday, Ana wrote:\n> did it help?\n",
}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
def test_the_tail_is_folded(tail: str) -> None:
    assert fold(f"No, it says\nE4012 again\n\n{tail}") == Folded("No, it says\nE4012 again\n", f"\n{tail}")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("> is it on?\nyes\n> and the light?\nno, it\nis off\n", id="answers between the lines"),
        pytest.param("On Friday, Ana wrote:\n> is it on?\nyes\n", id="an answer below"),
        pytest.param("> all of it is quoted\n> here\n", id="nothing but quotation"),
        pytest.param("-----Original Message-----\nFrom: Ana\n\nsent on\n", id="sent on"),
        pytest.param("From: is a keyword of Python, and\nit fails\n", id="a line that begins with From:"),
        pytest.param("nothing is quoted\n", id="no tail"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_tail_stays(text: str) -> None:
    assert fold(text) == Folded(text, "")


_LINES = st.sampled_from(
    ["> quoted", "said", "", "On Friday, Ana wrote:", "-- ", "From: a", "Sent: b", "To: c", "_" * 8, "\t>", "| x"]
)


@given(st.lists(st.one_of(_LINES, st.text(max_size=10)), max_size=30))
def test_both_together_are_always_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    folded = fold(text)
    assert folded.said + folded.tail == text
    assert folded.said.strip() or not text.strip()
