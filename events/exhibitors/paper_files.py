"""Papers of applicants on disk: as the catalogue keeps scans, and without anything that runs.

They lie outside everything that is served, under random names; a view hands them out as
attachments to the company and to the staff of the event.
"""

import re
from pathlib import Path

from events.catalogue.errors import BadPaper
from events.catalogue.papers import TYPES, paper_path, remove_paper
from events.catalogue.papers import store_paper as store_scan

__all__ = ["TYPES", "paper_path", "remove_paper", "store_paper"]

# What makes a PDF do something by itself; a scanned licence has none of it.
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA|AA|OpenAction)\b")


def store_paper(data: bytes, folder: Path) -> str:
    """Check a paper and keep it below ``folder``; its random key.

    Raises
    ------
    PaperTooBig, BadPaper
    """
    if data.startswith(b"%PDF-") and ACTIVE.search(data):
        raise BadPaper
    return store_scan(data, folder)
