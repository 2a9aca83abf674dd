"""Quotations: what of a mail its writer wrote, and the tail that repeats what was written before."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTED = re.compile(r"\s{0,3}(?:>|\|(?=\s))")
_ANNOUNCED = re.compile(
    r"\s*(?:"
    r"(?:On|Am|Le|El|Il|Em|Op|Den|W dniu|Dnia)\b.{3,250}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|"
    r"schreef|skrev|napisał(?:\(a\)|a)?)\b.{0,120}:"
    r"|.{3,200}(?:写道|のメール)[:：]"
    r")\s*",
    re.IGNORECASE,
)
_FENCE = re.compile(
    r"\s*-{2,}\s*(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|"
    r"Messaggio originale|Mensagem original|Oorspronkelijk bericht|Originalmeddelande|Wiadomość oryginalna)\s*-{2,}\s*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s*\*?(?:From|Von|De|Da|Van|Från|Fra|Od)\s?:\*?\s*\S.*", re.IGNORECASE)
_SENT = re.compile(
    r"\s*\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|Data|Verzonden|Skickat|Sendt|Wysłano|To|An|À|Para|A)\s?:",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:_{5,}|-{5,})\s*")
_SIGNATURE = re.compile(r"-- ?")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text cut in two: what was said now, and the tail; together they are the text again."""

    said: str
    tail: str


def fold(text: str) -> Folded:
    """Cut the quoted tail off a mail, with the signature before it.

    Answers written between the quoted lines stay with them; a mail that is nothing but quotation is
    all said now, for it was sent on.
    """
    lines = text.splitlines(keepends=True)
    cut = _signature(lines, _tail(lines))
    while cut and not lines[cut - 1].strip():
        cut -= 1
    said = "".join(lines[:cut])
    if not said.strip() or cut == len(lines):
        return Folded(text, "")
    return Folded(said, "".join(lines[cut:]))


def _tail(lines: list[str]) -> int:
    """Where the tail begins; the number of lines where there is none."""
    after = _own_after(lines)
    for number, line in enumerate(lines):
        if _FENCE.fullmatch(line) or _is_heading(lines, number):
            above = number - 1 if number and _RULE.fullmatch(lines[number - 1]) else number
            return above
        long = _announcement(lines, number)
        if long and not after[min(number + long, len(lines))]:
            return number
    number = len(lines)
    while number and (not lines[number - 1].strip() or _QUOTED.match(lines[number - 1])):
        number -= 1
    return number


def _own_after(lines: list[str]) -> list[bool]:
    """For each place, whether something that is not quoted follows something that is."""
    after = [False] * (len(lines) + 1)
    own = mixed = False
    for number in range(len(lines) - 1, -1, -1):
        if _QUOTED.match(lines[number]):
            mixed = mixed or own
        elif lines[number].strip() and not _SIGNATURE.fullmatch(lines[number].rstrip("\r\n")):
            own = True
        if _SIGNATURE.fullmatch(lines[number].rstrip("\r\n")):
            own = False  # what stands below a signature's mark is no answer
        after[number] = mixed
    return after


def _announcement(lines: list[str], number: int) -> int:
    """How many lines announce a quotation here ("On Monday, Ana wrote:"), often wrapped; 0 for none."""
    if not lines[number].strip() or _QUOTED.match(lines[number]):
        return 0
    for long in (1, 2, 3):
        if not lines[min(number + long, len(lines)) - 1].strip():
            return 0
        joined = " ".join(line.strip() for line in lines[number : number + long])
        if len(joined) > 400:
            return 0
        if _ANNOUNCED.fullmatch(joined):
            return long
    return 0


def _is_heading(lines: list[str], number: int) -> bool:
    """Whether the headers of the quoted mail stand here, as Outlook writes them above it."""
    if not _FROM.fullmatch(lines[number].rstrip("\r\n")):
        return False
    following = [line for line in lines[number + 1 : number + 5] if line.strip()]
    return sum(bool(_SENT.match(line)) for line in following) >= 2


def _signature(lines: list[str], end: int) -> int:
    """Where a signature begins that stands at the end of what was said now; else that end."""
    for number in range(max(end - 12, 0), end):
        if _SIGNATURE.fullmatch(lines[number].rstrip("\r\n")):
            return number
    return end
