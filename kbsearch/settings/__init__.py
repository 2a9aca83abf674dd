"""Settings: what kbsearch.toml says, with a default for everything it leaves out.

The models are the one place that knows the keys: reading, `kbsearch init` and the reference in
the documentation all come from them. Nothing here imports an engine or a Markdown parser.
"""

from __future__ import annotations

from kbsearch.settings.settings import FILE_NAME, USUAL_FOLDER, Settings
from kbsearch.settings.table import Audience, Confidence, FixBy, Governance
from kbsearch.settings.tables import SearchTable, TreeTable

__all__ = [
    "FILE_NAME",
    "USUAL_FOLDER",
    "Audience",
    "Confidence",
    "FixBy",
    "Governance",
    "SearchTable",
    "Settings",
    "TreeTable",
]
