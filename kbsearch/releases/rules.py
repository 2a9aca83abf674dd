"""The rules of release readiness: each KBR3xx code with its name, message, severity and the step that mends it.

Every finding is made here, so that a rule says the same thing everywhere. Each code has an article
in articles/release/ whose message is the template; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass

from kbsearch.releases.findings import ERROR, WARNING, Finding


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `message` and `fix` hold placeholders in braces."""

    code: str
    name: str
    message: str
    severity: str
    fix: str

    def finding(
        self,
        subject: str,
        path: str,
        line: int = 1,
        *,
        severity: str = "",
        owner: str = "",
        article: str = "",
        **values: object,
    ) -> Finding:
        """The finding about a subject, at that place; `values` fill the placeholders."""
        values = {"subject": subject, "article": article, **values}
        message, fix = self.message.format_map(values), self.fix.format_map(values)
        return Finding(path, line, self.code, subject, message, severity or self.severity, fix, owner, article)


ERROR_UNCLAIMED = Rule(
    "KBR301",
    "error-unclaimed",
    "no article explains the error {id} (it must reach {wanted}){hint}",
    ERROR,
    "kbsearch release stubs {subject}",
)
FEATURE_UNCLAIMED = Rule(
    "KBR302",
    "feature-unclaimed",
    "no guide explains the feature {id} (it must reach {wanted}){hint}",
    ERROR,
    "kbsearch release stubs {subject}",
)
UNFINISHED = Rule(
    "KBR303",
    "unfinished",
    "the article on {id} is not finished, {problem}",
    ERROR,
    "finish {article}",
)
UNREVIEWED = Rule(
    "KBR304",
    "unreviewed",
    "the article on {id} is not reviewed as it stands, {problem}",
    ERROR,
    "ask for a review of {article}",
)
NOT_FOUND = Rule(
    "KBR305",
    "not-found",
    "searches for {id} miss its article ({failed} of {asked}), the {kind} {text!r} for one: {front}",
    ERROR,
    "kbsearch eval --article {article_id} --misses",
)
MESSAGE_DRIFT = Rule(
    "KBR306",
    "message-drift",
    "the article on {id} and the product do not say the same: {difference}",
    ERROR,
    "take the message of the product over into {article}: {message}",
)
VERSION_EXCLUDED = Rule(
    "KBR307",
    "version-excluded",
    "the article on {id} is about the versions {versions}, which leaves out {version}",
    ERROR,
    "widen 'versions' in {article}",
)
UNDECLARED = Rule(
    "KBR308",
    "undeclared",
    "{article} explains {code}, which {product} does not declare{hint}",
    ERROR,
    "mend the code, name the right product, or archive the article",
)
REMOVED = Rule(
    "KBR309",
    "removed",
    "{product} no longer declares {code}, and {article} is not archived",
    WARNING,
    "set 'confidence: archived' in {article}, or state the last version under 'versions'",
)
SHARED = Rule(
    "KBR310",
    "shared",
    "{id} is explained by {article} and by {others}",
    ERROR,
    "keep it in one of them and link to it from the other",
)
AMBIGUOUS = Rule(
    "KBR311",
    "ambiguous",
    "the message of {id} is that of {others} but for its values, and {article} does not lead to {unnamed}",
    WARNING,
    "link from {article} to {unnamed}",
)
EMITTED = Rule(
    "KBR312",
    "emitted",
    "{code} stands in the source and is not declared{hint}",
    ERROR,
    "declare {code}, or mend it here",
)
LOST_RANK = Rule(
    "KBR313",
    "lost-rank",
    "searches for {id}, which is not new, miss its article ({failed} of {asked}), the {kind} {text!r} for one: {front}",
    ERROR,
    "kbsearch eval --article {article_id} --misses",
)
UNOWNED = Rule(
    "KBR314",
    "unowned",
    "nobody owns the feature {id}: neither its declaration nor its guide names one",
    ERROR,
    "name an 'owner' in {article}",
)
UNTRIED = Rule(
    "KBR315",
    "untried",
    "the help desk has not signed off the feature {id}, {problem}",
    ERROR,
    "let an agent try it, then write the name and the day under 'tried' in {article}",
)
UNSEEN = Rule(
    "KBR316",
    "unseen",
    "the article on {id} is {state}, and {subject} wants {wanted}",
    ERROR,
    "ask for the {what} of {article} to be changed",
)
WAIVER_ENDED = Rule(
    "KBR320",
    "waiver-ended",
    "the waiver {id} ends {end}, {problem}",
    ERROR,
    "mend what it is for, or agree on a new end",
)
WAIVER_UNUSED = Rule(
    "KBR321", "waiver-unused", "the waiver {id} excuses nothing any more", ERROR, "delete it from {file}"
)
WAIVER_ALONE = Rule(
    "KBR322",
    "waiver-alone",
    "the waiver {id} does not count, {problem}",
    ERROR,
    "let somebody else approve it: kbsearch release waive --approve {id}",
)
WAIVERS_MANY = Rule(
    "KBR323", "waivers-many", "{number} waivers are open, {most} may be", ERROR, "mend what some of them are for"
)
BASELINE_STALE = Rule(
    "KBR324",
    "baseline-stale",
    "the baseline has {rule} of {of}, which is mended",
    ERROR,
    "kbsearch release baseline prune",
)
WAIVER_ENDING = Rule(
    "KBR325",
    "waiver-ending",
    "the waiver {id} ends {end}, in {days} days",
    WARNING,
    "mend what it is for before then",
)
WAIVER_WIDE = Rule(
    "KBR326", "waiver-wide", "the waiver {id} does not count, {problem}", ERROR, "narrow it to what was agreed on"
)

RULES: dict[str, Rule] = {rule.code: rule for rule in list(globals().values()) if isinstance(rule, Rule)}
