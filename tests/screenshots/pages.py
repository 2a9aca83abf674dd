"""The main pages of the company of `kbsearch demo`, as its admin sees them, by name."""

from urllib.parse import quote

from kbsearch.demo.content import Content

LINE, LOG, ALIKE = (example.paste for example in Content().company.examples)
PAGES = {
    "start": "/",
    "answer": "/?q=" + quote(LINE),
    "errors": "/?q=" + quote(LOG),
    "alike": "/?q=" + quote(ALIKE),
    "approval": "/?q=" + quote("FW-2500 catalogue is locked by process 884"),
    "words": "/?q=" + quote("the other office refuses our key since yesterday"),
    "nearest": "/?q=" + quote("FW-2999 the moon stands in the way of site harbour"),
    "nothing": "/?q=qqqq",
    "article": "/a/fw-2107",
    "changed": "/a/fw-2041",
    "list": "/a/ferrywell-codes",
    "code": "/e/FW-2301",
    "unknown-code": "/e/nothing",
    "history": "/a/fw-2041/history",
    "new": "/new",
    "edit": "/a/lmp0301e/edit",
    "desk": "/desk",
    "review": "/a/agent-grows/review",
    "remarks": "/a/fw-2203/review",
    "remark": "/a/fw-2203/review?line=28",
    "stale": "/stale",
    "tickets": "/tickets?which=all",
    "ticket": "/tickets/12",
    "log": "/tickets/new",
    "escalations": "/escalations",
    "mail": "/mail",
    "reports": "/reports",
    "fixed": "/reports/first-contact",
    "gaps": "/reports/gaps",
    "promises": "/reports/promises",
    "request": "/request",
    "status": "/status",
    "releases": "/releases",
    "release": "/releases/ferrywell/4.4.0",
    "waiver": "/releases/ferrywell/4.4.0/waiver?subject=error:FW-2811&rule=KBR301",
    "people": "/people",
    "account": "/account",
    "sign-in": "/sign-in",
}
