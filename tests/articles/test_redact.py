"""Personal data and secrets do not get into articles; what only looks alike stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.redact import Masked, redact


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("mail from anna.b@corp.org", "mail from person1@example.com", id="e-mail"),
        pytest.param("a@b.org to c@b.org, a@b.org", "person1@example.com to person2@example.com, person1@example.com", id="each its own stand-in"),
        pytest.param("peer 10.20.30.4:443 gone", "peer 192.0.2.1:443 gone", id="IPv4"),
        pytest.param("peer fe80::1ff:fe23:4567:890a gone", "peer 2001:db8::1 gone", id="IPv6"),
        pytest.param("password=hunter2&x=1", "password=********&x=1", id="password behind ="),
        pytest.param('"api_key": "q9w8e7"', '"api_key": "********"', id="key in JSON"),
        pytest.param("db_password: s3cret!", "db_password: ********", id="password behind a colon"),
        pytest.param("sync --token abc1234 --all", "sync --token ******** --all", id="option"),
        pytest.param("Authorization: Bearer abc123.def456", "Authorization: Bearer ********", id="bearer"),
        pytest.param("https://joe:pw1@db/x", "https://********@db/x", id="in a URL"),
        pytest.param("key ghz_a1B2c3D4e5F6g7H8i9J0k1L2m3N4", "key ********", id="random word"),
        pytest.param("card 4111 1111 1111 1111.", "card 0000 0000 0000 0000.", id="card"),
        pytest.param("open C:\\Users\\anna\\x.log", "open C:\\Users\\name\\x.log", id="folder of a user"),
        pytest.param("open /home/bob/x", "open /home/name/x", id="home"),
        pytest.param(
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----********-----END RSA PRIVATE KEY-----",
            id="private key",
        ),
    ],
)  # fmt: skip
def test_what_is_somebodys_own_gets_a_stand_in(text: str, masked: str) -> None:
    assert redact(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("listening on 127.0.0.1 and ::1, 0.0.0.0", id="every machine's own address"),
        pytest.param("version 10.0.19.1, file 1.2.3.4.5, 300.1.1.1", id="versions"),
        pytest.param("12:30:45 std::vector a::b", id="times and scopes"),
        pytest.param("token: expired on Monday; password: incorrect", id="sentences"),
        pytest.param("remote {host} refused token={token}, password=<secret>, pwd=%s", id="placeholders"),
        pytest.param("1234567890123456", id="a number whose check digit is wrong"),
        pytest.param("550e8400-e29b-41d4-a716-446655440000 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", id="digests"),
        pytest.param("_ZNSt6vectorIiSaIiEE9push_backEOi System.Collections.Generic.KeyNotFoundException", id="names"),
        pytest.param("user@localhost.localdomain.test a@example.com", id="nobody's addresses"),
    ],
)
def test_what_only_looks_alike_stays(text: str) -> None:
    assert redact(text).text == text


def test_each_value_is_told_once_with_its_first_line() -> None:
    found = redact("x\nfrom a@b.org\nto a@b.org").masked
    assert found == (Masked("e-mail address", "a@b.org", "person1@example.com", 2),)


def test_what_the_author_keeps_stays() -> None:
    assert redact("10.1.1.1 and 10.1.1.2", keep=["10.1.1.1"]).text == "10.1.1.1 and 192.0.2.1"


@given(st.text(alphabet="aB1.@:/=- \\{'\"\ntokenpassword", max_size=200))
def test_redacting_what_was_redacted_changes_nothing(text: str) -> None:
    once = redact(text).text
    assert redact(once).text == once


@pytest.mark.parametrize(
    "piece", ["a@", "1.", "1:", "token=", "://a:", "4 ", "a1B", "-----BEGIN PRIVATE KEY-----", "bearer ", "password: "]
)
def test_no_paste_holds_it_up(piece: str) -> None:
    redact(piece * (300_000 // len(piece)))  # minutes, were it quadratic
