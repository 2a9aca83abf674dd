"""The asker's own line and the template, cut into pieces that say what they are."""

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.search.results import Match, Span
from kbsearch.web.proof import Piece, line_pieces, template_pieces


def test_a_line_is_cut_where_its_match_says() -> None:
    spans = (Span(0, 6, "fixed"), Span(7, 10, "value"), Span(12, 17, "code"))
    pieces = [Piece("remote", "fixed"), Piece("a b", "value"), Piece("E4012", "code")]
    found = line_pieces(Match(1, "remote a b (E4012)", "", spans=spans))
    assert [piece for piece in found if piece.kind] == pieces


@given(st.text(max_size=80))
def test_the_pieces_of_a_template_joined_are_the_template(message: str) -> None:
    assert "".join(piece.text for piece in template_pieces(message)) == message
