"""Sentences and labels that announce an error message: "you receive the following error message:"."""

from __future__ import annotations

import re

_ERROR = (
    r"(?:errors?|warnings?|exceptions?|messages?|notifications?|alerts?|faults?|NDRs?|DSNs?|bounces?|prompts?|events?|"
    r"(?:non-?delivery|delivery|bug|crash|error|status)\s+reports?|stack\s?traces?|call stacks?|"
    r"(?:log|event|error|warning)\s+(?:log\s+)?(?:entry|entries)|diagnostics?|failures?)"
)
_ERROR_WORD = re.compile(rf"\b{_ERROR}\b", re.IGNORECASE)
_STRONG = re.compile(
    r"\b(?:errors?|exceptions?|warnings?|NDRs?|DSNs?|non-?delivery|fail(?:s|ed|ure|ures)?|events?|stack\s?trace|fault|crash\w*|log(?:ged)?)\b",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"\b(?:receiv\w+|gets?|got|see[sn]?|saw|display\w*|shows?|shown|return(?:s|ed)|throw[sn]?|threw|report(?:s|ed)|log(?:s|ged)|"
    r"fail(?:s|ed)?|generat\w+|encounter\w*|experienc\w+|appears?|occurs?|contains?|rais\w+|produc\w+|gives?|given|prompt\w*|"
    r"writes?|written|reads?|says?|states?|stating|finds?|found|notices?|resembl\w+|similar|record\w*|fires?|triggers?|is|are|"
    r"include[sd]?|observe\w*|indicat\w+|results?|present\w*|with|emit\w*|print\w*)\b",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(
    r"\b(?:following|below|as follows|like this|similar to|such as|resembles?|for example)\b", re.IGNORECASE
)
_POINTING = ("following", "below")
_VERB = re.compile(r"\s*(?:is|are|was|were|may|might|appears?|occurs?|in|on|at|when|if|from)\b", re.IGNORECASE)
_BECAUSE = re.compile(r"\b(?:because|due to|caused by|reasons?)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:\*\*|[-_])?(?:or|and|-or-|and/or|or else)(?:\*\*|[-_])?[,:]?", re.IGNORECASE)
_ELSE = re.compile(
    r"\b(?:steps?|commands?|cmdlets?|conditions?|reasons?|causes?|methods?|workarounds?|resolutions?|solutions?|scripts?|"
    r"procedures?|registry|subkeys?|settings?|articles?|scenarios?|requirements?|options?|links?|actions?|symptoms?|queries|"
    r"query|syntax|values?|products?|versions?|applies|tables?|issues?|problems?|sections?|websites?|topics?|code|rights|"
    r"permissions?|attributes?|parameters?|properties|property|updates?|components?|services?|factors?|ways?|items?|"
    r"features?|behaviou?rs?|headers?|sources?|circumstances|situations?|types?|categor(?:y|ies)|tools?|notes?|information)\b",
    re.IGNORECASE,
)
_REMEDY = re.compile(
    r"^(?:to|in order to|you can|you may want to|for)\s+(?:\w+\s+){0,3}?(?:fix|resolve|work around|troubleshoot|solve|"
    r"avoid|prevent|correct|check|determine|address|mitigate|remove|suppress|enable|disable|find|get|see|view|verify|more)\b",
    re.IGNORECASE,
)
# What tells the reader to look at something: what stands below it is how, not what comes of it.
_ASKS = re.compile(
    r"(?:\d+[.)]\s*)?(?:(?:then|next|also|first|finally|now),?\s+|please\s+)?(?:check|inspect|list|find|look|search|verify|"
    r"examine|view|get|review|monitor|identify|confirm|investigate|pay|ensure|make|use|run|execute|query|fetch|collect|filter)\b",
    re.IGNORECASE,
)
# Errors that nobody sees: exceptions to a rule, and what a rule takes for an error.
_RULED = re.compile(
    r"\bwith\s+(?:the\s+following|these|some|a\s+few)\s+exceptions\b"
    r"|\b(?:considered|regarded\s+as|treated\s+as|counted\s+as)\s+(?:\w+\s+){0,2}(?:errors?|warnings?)\b",
    re.IGNORECASE,
)
# Words after which an error is no longer what "the following" names: "the following elements are considered errors".
_PAST = re.compile(
    r"\b(?:(?:are|is)(?!\s+(?:an?\s+|some\s+)?(?:examples?|samples?)\b)|can|may|might|that|which|when|if|because"
    r"|(?<!\bkind )(?<!\bkinds )(?<!\bsort )(?<!\bone )(?<!\bseries )(?<!\bset )(?<!\bform )of)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:the\s+)?(?:full\s+|exact\s+|sample\s+|example\s+|detailed\s+)?(?:error|exception|warning|failure|event|fault)s?"
    r"(?:\s+(?:messages?|text|details?|description|stack(?:trace)?|log|output))?(?:\s+examples?)?(?:\s*\d+)?\s*:?",
    re.IGNORECASE,
)
# What leads on without a colon: "an error similar to the following example."
_LEADS_ON = re.compile(
    r"\b(?:similar\s+to|like|such\s+as|resembles)\s+(?:one\s+of\s+)?(?:the\s+following|this|these)"
    r"(?:\s+(?:examples?|ones?|(?:example\s+|sample\s+)?output))?\.?\Z",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“(])")


def last_sentence(text: str) -> str:
    """The last sentence of a paragraph of plain text, which is the one that speaks of what stands below."""
    return _SENTENCE.split(" ".join(text.split()))[-1][-400:]


def may_announce(text: str) -> bool:
    """Whether it is worth while to look closer at a paragraph of Markdown; most can be told from their ends."""
    return (
        len(text) < 60
        or text.rstrip(" *_)`\n").endswith(":")
        or _FOLLOWING.search(text, max(0, len(text) - 400)) is not None
    )


def certainty(sentence: str) -> int:
    """How surely a sentence announces an error message: 2 names it ("the following error"), 1 implies it."""
    ends = sentence.rstrip(" *_")
    if _LABEL.fullmatch(ends):
        return 2
    if _LEADS_ON.search(ends):
        ends = ends.rstrip(".") + ":"
    if not _ERROR_WORD.search(ends) or _RULED.search(ends) or not ends.endswith((":", "following", ".", "…")):
        return 0
    is_reason = _BECAUSE.search(ends) is not None
    following = list(_FOLLOWING.finditer(ends))
    named = False
    for place, stop in zip(following, [after.start() for after in following[1:]] + [len(ends)], strict=False):
        clause = ends[place.end() : stop]
        noun, other = _ERROR_WORD.search(clause), _ELSE.search(clause)
        is_other = other is not None and not (noun and noun.start() < other.start()) and not _VERB.match(clause)
        if is_other and (place[0].lower() in _POINTING or place is following[-1]):
            return 0
        named = named or (noun is not None and not is_other and not _PAST.search(clause[: noun.start()]))
    if named:
        return 2 if not is_reason and (ends.endswith(":") or len(ends) - following[-1].end() < 60) else 1
    if is_reason or (_ASKS.match(ends) and not following) or not ends.endswith(":") or not _SHOWS.search(ends):
        return 0
    if _REMEDY.match(ends) and not re.search(r"\breceive|\bdisplays?\b|\bshows?\b", ends):
        return 0
    last = list(_ERROR_WORD.finditer(ends))[-1]
    if _ELSE.search(ends[last.end() :]) or (following and following[-1].start() - last.end() > 60):
        return 0
    return int(bool(_STRONG.search(ends) or re.search(r"\bmessages?\b", ends)))


def is_error_label(text: str) -> bool:
    """Whether the whole text is a label or heading such as "Error message 2:"."""
    return _LABEL.fullmatch(text.strip()) is not None


def is_between(text: str) -> bool:
    """Whether a line only stands between two messages: a short line that ends in a colon, or a lone "or"."""
    text = text.strip()
    return bool(_BETWEEN.fullmatch(text)) or (len(text) < 80 and text.rstrip("*_ ").endswith(":"))


def names_failure(sentence: str) -> bool:
    """Whether a sentence has a word for an error, not only for a message."""
    return _STRONG.search(sentence) is not None
