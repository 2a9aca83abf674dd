"""A mail is read whole: whatever its headers, charsets and parts are like, its text and its files come out."""

import base64
import email
from email.message import EmailMessage
from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbsearch.tickets.mail.headers import Address, words
from kbsearch.tickets.mail.message import Mail, Unreadable, read_mail
from kbsearch.tickets.mail.origin import Origin, Return
from kbsearch.tickets.mail.parts import MOST_FILES

OWN = "help@vossmere.example"


def mail(*lines: str | bytes) -> Mail:
    return read_mail(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines), [OWN])


def test_a_plain_mail_is_read() -> None:
    read = mail(
        "From: Ana Novak <ana@corp.example>",
        "To: Help <help@vossmere.example>, help+k7d3@vossmere.example",
        "Subject: Sync refuses",
        " the token",
        "Message-ID: <a1@corp.example>",
        "In-Reply-To: <b2@vossmere.example>",
        "References: <b1@vossmere.example> <b2@vossmere.example>",
        "Date: Fri, 27 Nov 2026 10:00:00 +0100",
        "",
        "E4012: remote refused token 17",
    )
    assert (read.id, read.sender, read.subject) == (
        "a1@corp.example",
        Address("Ana Novak", "ana@corp.example"),
        "Sync refuses the token",
    )
    assert [one.address for one in read.recipients] == ["help@vossmere.example", "help+k7d3@vossmere.example"]
    assert read.references == ("b2@vossmere.example", "b1@vossmere.example")
    assert read.sent is not None
    assert read.sent.isoformat() == "2026-11-27T09:00:00+00:00"
    assert (read.text, read.files, read.left_out) == ("E4012: remote refused token 17", (), ())
    assert read.by.origin is Origin.PERSON


@pytest.mark.parametrize(
    ("value", "said"),
    [
        pytest.param("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße", id="quoted"),
        pytest.param("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße", id="base64"),
        pytest.param("=?utf-8?b?R3LD?= =?utf-8?b?vMOfZQ==?=", "Grüße", id="a character cut in two"),
        pytest.param("=?utf-8?b?R3LDvMOfZQ?=", "Grüße", id="padding lost"),
        pytest.param("=?x-made-up?q?Gr=FC=DFe?=", "Grüße", id="unknown charset"),
        pytest.param("=?utf-8?q?Gr=FC=DFe?=", "Grüße", id="another charset than it says"),
        pytest.param("Re: =?utf-8?q?a?= b =?utf-8?q?c?=", "Re: a b c", id="words between plain ones"),
        pytest.param("=?utf-8?q?broken", "=?utf-8?q?broken", id="never ended"),
        pytest.param("=?utf-8*de?q?gut?=", "gut", id="with a language"),
        pytest.param("=?utf-8?q?a b?=", "a b", id="a space where none may be"),
    ],
)
def test_words_of_a_header_are_decoded_and_what_is_broken_stays(value: str, said: str) -> None:
    assert words(value) == said


@pytest.mark.parametrize(
    ("header", "sender"),
    [
        pytest.param("ana@corp.example", Address("", "ana@corp.example"), id="bare"),
        pytest.param('"Novak, Ana" <ana@corp.example>', Address("Novak, Ana", "ana@corp.example"), id="quoted comma"),
        pytest.param(
            "=?utf-8?q?Novak=2C_Zo=C3=AB?= <zoe@corp.example>", Address("Novak, Zoë", "zoe@corp.example"), id="encoded"
        ),
        pytest.param("Ana <<ana@corp.example>>", Address("", "ana@corp.example"), id="brackets twice"),
        pytest.param("(((" * 4000 + "ana@corp.example", Address("", "ana@corp.example"), id="comments without an end"),
        pytest.param("Ana", Address("", ""), id="no address"),
    ],
)
def test_the_sender_is_found_however_the_header_is_written(header: str, sender: Address) -> None:
    assert mail(f"From: {header}", "", "x").sender == sender


@pytest.mark.parametrize(
    ("charset", "body", "said"),
    [
        pytest.param("utf-8", "Grüße".encode(), "Grüße", id="utf-8"),
        pytest.param("iso-8859-1", b"\x80 5", "€ 5", id="Windows-1252 by its usual wrong name"),
        pytest.param("foo-8", "Grüße".encode(), "Grüße", id="unknown charset"),
        pytest.param("utf-8", b"Gr\xfc\xdfe", "Grüße", id="not what it says"),
        pytest.param("hex", b"48616c6c6f", "48616c6c6f", id="a codec that is no charset"),
        pytest.param("unicode_escape", rb"\x41", r"\x41", id="a codec that would read more than is there"),
        pytest.param("gb2312", "简体".encode("gb18030"), "简体", id="Chinese"),
        pytest.param("utf-8", b"a\x00\x07b\r\nc", "ab\nc", id="control characters"),
    ],
)
def test_a_body_is_read_by_its_charset_or_by_what_it_must_be(charset: str, body: bytes, said: str) -> None:
    assert mail("From: a@b.example", f"Content-Type: text/plain; charset={charset}", "", body).text == said


def test_what_is_wrapped_for_sending_is_one_line_again() -> None:
    read = mail(
        "Content-Type: text/plain; charset=utf-8; format=flowed",
        "",
        "error E4012: remote refused ",
        "token 17",
        "next",
        "> quoted ",
        "> on",
        "-- ",
        "Ana",
    )
    assert read.text == "error E4012: remote refused token 17\nnext\n> quoted on\n-- \nAna"


def test_of_alternatives_the_plain_text_is_read_unless_it_is_empty() -> None:
    both = EmailMessage()
    both.set_content("plain")
    both.add_alternative("<p>rich</p>", subtype="html")
    assert read_mail(both.as_bytes()).text.strip() == "plain"
    rich = EmailMessage()
    rich.set_content(" \n")
    rich.add_alternative("<p>rich<br>two</p>", subtype="html")
    assert read_mail(rich.as_bytes()).text == "rich\ntwo"


def test_files_come_out_with_names_that_lead_nowhere() -> None:
    made = EmailMessage()
    made.set_content("see the log")
    for name in ("../../etc/passwd", "C:\\logs\\sync.log", "Bericht – Größe.txt"):
        made.add_attachment(b"x" * 10, maintype="application", subtype="octet-stream", filename=name)
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png")
    read = read_mail(made.as_bytes())
    assert [file.name for file in read.files] == ["passwd", "sync.log", "Bericht – Größe.txt", "part-4"]
    assert [file.content for file in read.files] == [b"x" * 10] * 3 + [b"\x89PNG"]
    assert read.text.strip() == "see the log"


def test_a_mail_that_was_sent_on_is_a_file_as_it_was() -> None:
    inner = EmailMessage()
    inner["Subject"] = "the first one"
    inner.set_content("E4012")
    outer = EmailMessage()
    outer.set_content("see below")
    outer.add_attachment(inner)
    read = read_mail(outer.as_bytes())
    assert read.text.strip() == "see below"
    assert [(file.name, file.type) for file in read.files] == [("mail-1.eml", "message/rfc822")]
    assert email.message_from_bytes(read.files[0].content)["Subject"] == "the first one"


def test_more_files_than_are_kept_apart_are_said() -> None:
    part = "--b\nContent-Type: image/png\n\nx\n"
    read = mail("Content-Type: multipart/mixed; boundary=b", "", part * (MOST_FILES + 5) + "--b--")
    assert (len(read.files), read.left_out) == (MOST_FILES, ("5 more files",))


def test_parts_without_an_end_are_no_reason_to_read_nothing() -> None:
    read = mail("From: a@b.example", "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "E4012: refused")
    assert read.text == "E4012: refused"


def test_parts_within_parts_without_an_end_are_said_to_be_unreadable() -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(1100))
    with pytest.raises(Unreadable, match=r"^its parts are nested too deeply$"):
        read_mail(nested.encode())


def test_a_mail_of_fifty_megabytes_is_read() -> None:
    content = bytes(range(256)) * 140_000
    head = b"From: a@b.example\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
    raw = head + base64.b64encode(content)
    assert len(raw) > 47_000_000
    assert read_mail(raw).files[0].content == content


REPORT = """\
From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

I could not deliver your mail.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; zoe@corp.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b
Content-Type: message/rfc822

Message-ID: <kbs.7.x@vossmere.example>
Subject: [#7] Sync

text
--b--
"""


@pytest.mark.parametrize(("action", "final"), [("failed", True), ("delayed", False)])
def test_a_returned_mail_says_whom_it_did_not_reach_and_which_mail_it_was(action: str, final: bool) -> None:
    read = mail(REPORT.format(action=action))
    assert read.by.origin is Origin.BOUNCE
    assert read.returned == Return(
        "zoe@corp.example", "550 5.1.1 no such user", ("kbs.7.x@vossmere.example",), final=final
    )


def test_a_returned_mail_without_a_report_names_our_mail_somewhere_in_its_text() -> None:
    read = mail(
        "Return-Path: <>",
        "From: postmaster@corp.example",
        "Subject: failure notice",
        "",
        "Sorry.\n--- Below this line is a copy.\nMessage-ID: <kbs.7.x@vossmere.example>",
    )
    assert read.returned == Return("", "failure notice", ("kbs.7.x@vossmere.example",), final=True)


@pytest.mark.parametrize(
    ("headers", "origin", "why"),
    [
        pytest.param("Subject: Sync", Origin.PERSON, "", id="a person"),
        pytest.param("Subject: Returned mail is a product of ours", Origin.PERSON, "", id="a person about returns"),
        pytest.param(
            "Auto-Submitted: auto-replied (vacation)",
            Origin.AUTO_REPLY,
            "its header says Auto-Submitted: auto-replied (vacation)",
            id="away",
        ),
        pytest.param(
            "Auto-Submitted: auto-generated\nIn-Reply-To: <x@y>",
            Origin.AUTO_REPLY,
            "its header says Auto-Submitted: auto-generated",
            id="away, as Exchange says it",
        ),
        pytest.param(
            "Auto-Submitted: auto-generated",
            Origin.PROGRAM,
            "its header says Auto-Submitted: auto-generated",
            id="a monitor",
        ),
        pytest.param("Auto-Submitted: no", Origin.PERSON, "", id="a person who says so"),
        pytest.param(
            "Subject: Automatic reply: Sync",
            Origin.AUTO_REPLY,
            "its subject is 'Automatic reply: Sync'",
            id="by its subject",
        ),
        pytest.param("X-Autoreply: yes", Origin.AUTO_REPLY, "it has a header X-Autoreply", id="X-Autoreply"),
        pytest.param("Precedence: bulk", Origin.BULK, "its header says Precedence: bulk", id="bulk"),
        pytest.param("List-Id: <news.corp.example>", Origin.BULK, "it has a header List-Id", id="a list"),
        pytest.param(
            "From: HELP@vossmere.example",
            Origin.LOOP,
            "it comes from our own address HELP@vossmere.example",
            id="our own address",
        ),
        pytest.param(
            "Received: by mx\n" * 60 + "X: y", Origin.LOOP, "it went through 60 servers", id="round and round"
        ),
    ],
)
def test_who_sends_is_told_by_the_headers(headers: str, origin: Origin, why: str) -> None:
    read = mail(*headers.split("\n"), "From: ana@corp.example", "", "x")
    assert (read.by.origin, read.by.why) == (origin, why)


_PIECES = st.sampled_from(
    [
        b"From: a@b.example\n",
        b"Subject: =?utf-8?b?",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
        b'Content-Type: multipart/alternative; boundary="b\n',
        b"Content-Type: text/html; charset*0*=utf-8'x'%",
        b"Content-Type: message/rfc822\n\n",
        b"Content-Type: message/delivery-status\n\n",
        b"Content-Disposition: attachment; filename*1*=x; filename*a=y\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: uuencode\n\nbegin 666 x\n",
        b"Date: 99 Foo 99999 99:99:99 +9999\n",
        b"To: <<,,;:@\n",
        b"\n--b\n",
        b"--b--\n",
        b"\n\n",
        b"=?x?q?=ZZ?=",
        b"Subject: =?utf-8?b?\nFrom: a@b.example\n",
        b"\xff\xfe\x00",
        b": \n",
        b" folded\n",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(_PIECES, st.binary(max_size=40)), max_size=25))
def test_whatever_arrives_is_read_or_said_to_be_unreadable(pieces: list[bytes]) -> None:
    try:
        read = read_mail(b"".join(pieces), [OWN])
    except Unreadable:
        return
    assert read.text.isprintable() or "\x00" not in read.text
    assert "\n" not in read.subject
    assert all(file.name == PurePosixPath(file.name).name and "\\" not in file.name for file in read.files)
    f"{read.text}{read.subject}{read.sender}".encode()


@settings(max_examples=60, deadline=None)
@given(
    subject=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=80),
    body=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300),
    content=st.binary(max_size=200),
)
def test_what_a_mail_program_writes_comes_out_as_it_was(subject: str, body: str, content: bytes) -> None:
    made = EmailMessage()
    made["Subject"] = subject
    made.set_content(body)
    made.add_attachment(content, maintype="application", subtype="octet-stream", filename="x.bin")
    read = read_mail(made.as_bytes())
    assert read.subject.split() == subject.split()
    assert read.text.strip() == body.strip()
    assert [file.content for file in read.files] == [content]
