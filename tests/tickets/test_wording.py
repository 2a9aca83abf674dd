"""A reply is looked at before it goes: internal words with their reason, promises without a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.errors import ReplyQuestioned
from kbsearch.settings.tickets import INTERNAL_WORDS
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import Happening
from kbsearch.tickets.new import New
from kbsearch.tickets.wording import NO_TIME, Remark, remarks_on


def pointed_out(reply: str) -> list[str]:
    return [remark.text for remark in remarks_on(reply, INTERNAL_WORDS)]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        pytest.param("The vendor has it.", ["vendor"], id="a vendor"),
        pytest.param("Our SLAs say four hours.", ["SLAs"], id="a target, in the plural"),
        pytest.param("It is with Level\n 2 now.", ["Level\n 2"], id="a tier over two lines"),
        pytest.param("You are in the queue; the sla is met.", ["queue", "sla"], id="two of them"),
        pytest.param("Slap the relay, then queues.py runs.", ["queues"], id="whole words"),
        pytest.param("> the vendor said so\nIt is fixed.", [], id="quoted from the requester"),
        pytest.param("Please make a new token.", [], id="nothing"),
    ],
)
def test_internal_words_are_pointed_out(reply: str, words: list[str]) -> None:
    assert pointed_out(reply) == words


@pytest.mark.parametrize(
    "reply",
    [
        "I'll call you back.",
        "We will get back to you",
        "I will let you know as soon as it is fixed.",
        "We are going to call back. It is 15:00 now.",
        "I\N{RIGHT SINGLE QUOTATION MARK}ll be in touch!",
        "We call you back",
    ],
)
def test_a_promise_without_a_time_asks_for_one(reply: str) -> None:
    assert [remark.reason for remark in remarks_on(reply, {})] == [NO_TIME]


@pytest.mark.parametrize(
    "reply",
    [
        "I'll call you back by 15:00.",
        "We will get back to you tomorrow.",
        "I will let you know within two hours.",
        "I call you back at 3 pm.",
        "We get back to you on Monday, with a new relay.",
        "Call us back whenever you like.",
        "You will call back.",
    ],
)
def test_a_promise_with_a_time_is_fine_and_so_is_what_is_none(reply: str) -> None:
    assert remarks_on(reply, {}) == ()


def test_a_reply_is_held_back_with_the_reasons_and_goes_as_it_is_if_the_agent_says_so(log: TicketLog) -> None:
    number = log.add(New("Maria", "x"), by="ana").number
    with pytest.raises(ReplyQuestioned) as questioned:
        log.reply(number, "The vendor has it. I will call you back.", by="ana")
    assert str(questioned.value) == (
        "the reply was not sent, look at it once more ('vendor': who makes it is our concern; say what happens next; "
        "'I will call you back': a promise without a time; say by when): "
        "put it in other words, or send it as it is ('--as-is') [KBE1054]"
    )
    assert log.reply(number, "The vendor has it.", by="ana", as_is=True).kind is Happening.REPLIED
    assert len(log.thread(number)) == 2


@given(st.text(max_size=200))
def test_what_is_pointed_out_is_what_stands_there(reply: str) -> None:
    for remark in remarks_on(reply, INTERNAL_WORDS):
        assert isinstance(remark, Remark)
        assert reply[remark.start : remark.end] == remark.text
