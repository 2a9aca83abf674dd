import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kbsearch.search.masking import mask, masks


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("get https://example.com/a?b=1 failed", "get <url> failed", id="URL"),
        pytest.param("see jdbc:db://host:99/x now", "see jdbc:<url> now", id="URL of another scheme"),
        pytest.param("to ann.b+c@mail.example.com failed", "to <email> failed", id="email"),
        pytest.param("id 3f2504e0-4f89-11d3-9a0c-0305e82c3301 gone", "id <uuid> gone", id="UUID"),
        pytest.param("2026-11-20 10:11:12,345 started", "<time> started", id="time"),
        pytest.param("2026-11-20T10:11:12.345Z started", "<time> started", id="ISO time"),
        pytest.param("20.11.2026 10:11 started", "<time> started", id="time with dots"),
        pytest.param("Fri, 20 Nov 2026 10:11:12 GMT started", "<time> started", id="time of a mail"),
        pytest.param("Nov 20 10:11:12 started", "<time> started", id="time of a system log"),
        pytest.param("10:11:12 started", "<time> started", id="time of day"),
        pytest.param("from 192.168.0.1:8080 refused", "from <ip> refused", id="IPv4 with port"),
        pytest.param("from fe80:0:0:0:1:2:3:4 refused", "from <ip> refused", id="IPv6"),
        pytest.param("commit 9fceb02d0ae598e95dc970b74767f19372d61af8 lost", "commit <hash> lost", id="hash"),
        pytest.param(r"open C:\Program Files (x86)\Acme\sync.db failed", "open <path> failed", id="Windows path"),
        pytest.param(r"open \\server\share\a.txt failed", "open <path> failed", id="share"),
        pytest.param("open /var/lib/sync/state.db failed", "open <path> failed", id="path"),
        pytest.param("open ~/sync/state.db failed", "open <path> failed", id="path from home"),
        pytest.param("in main.cpp(12): failed", "in <file>(<number>): failed", id="file with its line"),
        pytest.param("at 0x00007ffd1234abcd failed", "at <address> failed", id="address"),
        pytest.param("after 30 s", "after <size>", id="duration"),
        pytest.param("needs 1.5 GB", "needs <size>", id="size"),
        pytest.param("done 100%", "done <size>", id="share"),
        pytest.param("3 of 17 failed", "<number> of <number> failed", id="numbers"),
        pytest.param("E4012 and x64 stay", "E4012 and x64 stay", id="words with digits stay"),
        pytest.param("nothing varies here", "nothing varies here", id="plain words stay"),
        pytest.param("and/or either/or", "and/or either/or", id="words with one slash stay"),
    ],
)
def test_what_varies_is_masked_by_kind(text: str, masked: str) -> None:
    assert mask(text) == masked


PIECES = ["C:\\", "/a", "a.b", "\\\\x", "://", "@", "1", "0x", ":", ".", " ", "f", "-", "Nov", "(", "%", "MB", "<", ">"]


@given(st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=24).map("".join)))
@example("-1.2.3.4/5 <path>/a/b")
@example("0-0")
@example("10:11:12-0")
@example("0:00:000")
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_masks_stand_from_left_to_right_without_overlap(text: str) -> None:
    end = 0
    for found in masks(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end


ALMOST = (
    "a",
    "1",
    "/",
    "/a",
    "\\",
    "\\\\a",
    "C:\\ ",
    "C:\\a b ",
    ":",
    "a:",
    "1:",
    "f" * 63 + " ",
    "0",
    "a.",
    "a@",
    "@",
    "1.",
)
PARTS = ("-", "1-", " ", "Nov ", "9 ", "(", "a+", "a://")


@pytest.mark.parametrize("piece", [*ALMOST, *PARTS], ids=repr)
def test_twenty_thousand_characters_of_almost_a_match_are_masked(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert all(found.start < found.end for found in masks(text))
