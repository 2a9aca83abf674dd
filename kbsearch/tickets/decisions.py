"""Decision keys: whoever is asked about a change decides it from a mail, without signing in.

A key is made of the question and of whoever was asked, and signed; nothing is kept of it. It works while the
question is open, and for two weeks.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from pathlib import Path

from kbsearch.own_folder import secret_of
from kbsearch.people.approvals import Approval, Outcome, Request
from kbsearch.people.database import now
from kbsearch.people.roles import Right, may

LASTS = timedelta(days=14)
"""How long a key works."""

_BYTES = 20  # 160 bits of the signature, 32 letters and digits


def decision_key(root: Path, request: Request) -> str:
    """The key with which one approver decides one question; `root` is the folder of the knowledge base."""
    said = f"decide\0{request.approval_id}\0{request.account.key}\0{request.asked.isoformat()}"
    signed = hmac.digest(secret_of(root), said.encode(), hashlib.sha256)
    return base64.b32encode(signed[:_BYTES]).decode().lower()


def approver_of(root: Path, approval: Approval, key: str) -> str:
    """The name of the approver whose key it is; "" where it is nobody's, or the question is not open any more."""
    at = now()
    found = ""
    for request in approval.requests:  # all of them: how long it takes tells nothing
        fits = hmac.compare_digest(decision_key(root, request).encode(), key.encode())
        may_still = request.account.active and may(request.account.role, Right.APPROVE) and at - request.asked <= LASTS
        if fits and may_still and approval.outcome is Outcome.WAITING:
            found = request.account.name
    return found
