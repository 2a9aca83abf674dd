"""The rules of lint: each KBL2xx code with its name, message, severity and advice.

Reading and linting make every finding here, so that a rule says the same thing everywhere. Each
code has an article in articles/ whose message is the template; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass

from kbsearch.articles.findings import Finding

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `message` and `advice` hold placeholders in braces."""

    code: str
    name: str
    message: str
    severity: str
    advice: str

    def finding(self, path: str, line: int = 1, col: int = 1, severity: str = "", **values: object) -> Finding:
        """The finding at that place; `values` fill the placeholders, `severity` replaces the rule's own."""
        said = self.message.format_map(values)
        advice = self.advice.format_map(values)
        message = f"{said}: {advice}" if advice else said
        return Finding(path, line, col, self.code, message, severity or self.severity)


BAD_YAML = Rule("KBL201", "bad-yaml", "the front matter cannot be read, {problem}", ERROR, "{hint}")
WRONG_ENCODING = Rule(
    "KBL202", "wrong-encoding", "byte {offset} ({value}) is not UTF-8", ERROR, "save the file as UTF-8{hint}"
)
UNCLOSED = Rule(
    "KBL203",
    "unclosed-front-matter",
    "the front matter is never closed",
    ERROR,
    "put --- on a line of its own below it",
)
DUPLICATE_KEY = Rule(
    "KBL204",
    "duplicate-key",
    "the key {key!r} stands here and in line {first}",
    ERROR,
    "keep one of them; until then the last one counts",
)
UNKNOWN_KEY = Rule("KBL205", "unknown-key", "no such key {key!r}", ERROR, "{hint}")
BAD_VALUE = Rule("KBL206", "bad-value", "{key}: {value} is not allowed", ERROR, "{wanted}")
DUPLICATE_ID = Rule(
    "KBL207",
    "duplicate-id",
    "the id {id!r} belongs to {other}, so this article goes by {given!r}",
    ERROR,
    "give one of them another id",
)
UNREADABLE = Rule(
    "KBL208", "unreadable", "cannot be read ({problem})", ERROR, "mend it, or name it under 'ignore' in kbsearch.toml"
)
NO_TITLE = Rule(
    "KBL209",
    "no-title",
    "the article has no title, so its file name stands in",
    WARNING,
    "add 'title' to the front matter, or a heading of level 1",
)
SHARED_CODE = Rule(
    "KBL210",
    "shared-code",
    "the code {code} is explained by {other} too",
    WARNING,
    "keep it in one of them and link to it from the other, or name the products that tell them apart",
)
EMPTY_SECTION = Rule(
    "KBL211",
    "empty-section",
    "nothing stands under {section}",
    ERROR,
    "fill the section, or set 'confidence: wip' until it is known",
)
TEMPLATE_TEXT = Rule(
    "KBL212", "template-text", "text of the template is left, {text!r}", ERROR, "write what it asks for, or delete it"
)
BROKEN_LINK = Rule("KBL213", "broken-link", "the link {target!r} leads nowhere", ERROR, "{hint}")
BROKEN_ANCHOR = Rule("KBL214", "broken-anchor", "no heading in {file} has the anchor {anchor!r}", ERROR, "{hint}")
NO_FIXED_WORD = Rule(
    "KBL215",
    "no-fixed-word",
    "the message {message!r} has no fixed word, so it fits any text",
    ERROR,
    "write at least one word that the program always prints",
)
NOT_FOUND = Rule(
    "KBL216",
    "not-found",
    "a search for its {kind} {text!r} finds nothing",
    WARNING,
    "write it with words that the product prints",
)
LOST_COMMENT = Rule(
    "KBL217", "lost-comment", "YAML takes {text!r} for a comment and drops it", WARNING, "quote the value: {fixed}"
)
SHADOWED = Rule(
    "KBL218",
    "shadowed",
    "{other} stands in front of this article for its own {kind} {text!r}, {why}",
    WARNING,
    "{wanted}",
)

RULES: dict[str, Rule] = {rule.code: rule for rule in list(globals().values()) if isinstance(rule, Rule)}
