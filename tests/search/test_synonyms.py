from importlib.resources import files

import pytest

from kbsearch.search.analysis import stem, stems, words
from kbsearch.search.synonyms import EVERYDAY, LONGEST, Synonyms, everyday, synonyms_of
from kbsearch.settings import SearchTable


def others(synonyms: Synonyms, text: str, start: int = 0) -> list[str]:
    return list(synonyms.of([stem(word) for word in words(text)], start))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("vm", ["virtual machin"], id="a word for a phrase"),
        pytest.param("virtual machine", ["vm"], id="a phrase for a word"),
        pytest.param("Virtual Machines", ["vm"], id="in another form"),
        pytest.param("virtual", [], id="a part of a phrase"),
        pytest.param("mill", ["kiln", "oven"], id="all the others of a group"),
        pytest.param("lamp", [], id="in no group"),
    ],
)
def test_a_word_or_phrase_is_asked_for_with_the_others_of_its_group(text: str, found: list[str]) -> None:
    assert others(Synonyms([["vm", "virtual machine"], ["mill", "kiln", "oven"]]), text) == found


def test_a_phrase_stands_for_as_many_words_as_it_has() -> None:
    synonyms = Synonyms([["big red button", "switch"]], 0.5)
    assert synonyms.of(stems("press the big red button now"), 1) == {"switch": (0.5, 3)}


def test_a_phrase_with_stop_words_stands_only_where_they_stand() -> None:
    synonyms = Synonyms([["log in", "authenticate"]])
    assert others(synonyms, "log in") == others(synonyms, "logged in") == ["authent"]
    assert others(synonyms, "log file") == others(synonyms, "log") == []


def test_a_phrase_that_is_asked_for_without_its_stop_words_weighs_less() -> None:
    assert Synonyms([["log in", "authenticate"]]).of(["authent"], 0) == {"log": (0.5, 1)}


def test_groups_of_stop_words_alone_say_nothing() -> None:
    assert others(Synonyms([["to be", "lamp"], ["and", "with"]]), "to be with a lamp") == []


def test_the_own_synonyms_come_before_those_of_everyday_english() -> None:
    own, common = synonyms_of(SearchTable(synonyms=(("stuck", "jammed"),)))
    assert others(own, "stuck") == ["jam"]
    assert "hang" in others(common, "stuck")
    assert {weight for weight, _ in common.of(["stuck"], 0).values()} == {EVERYDAY}


def test_everyday_english_can_be_switched_off() -> None:
    (own,) = synonyms_of(SearchTable(synonyms=(("stuck", "jammed"),), everyday=False))
    assert others(own, "stuck") == ["jam"]


def lines() -> list[str]:
    text = files("kbsearch.search").joinpath("everyday.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("line", lines())
def test_every_group_of_everyday_english_holds_phrases_that_can_be_compared(line: str) -> None:
    phrases = [stems(phrase) for phrase in line.split(",")]
    assert len({tuple(phrase) for phrase in phrases}) > 1
    assert all(0 < len(words(phrase)) <= LONGEST for phrase in line.split(","))
    assert all(everyday().of([stem(word) for word in words(phrase)], 0) for phrase in line.split(","))
