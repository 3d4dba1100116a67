"""Scans of papers: a PDF, or a photo that is written anew. Kept out of the web's reach.

What a file is, its first bytes say, not its name. Only the company's people and staff may see one,
and a browser gets it as something to keep, never as a page of ours.
"""

import re
import secrets
from io import BytesIO
from pathlib import Path

from PIL import Image

from events.catalogue.errors import BadPaper, BadPhoto, PaperTooBig, PhotoTooBig
from events.catalogue.photos import decoded

MAX_BYTES = 6 * 1024 * 1024
LONGEST_SIDE = 2200  # small print stays readable
TYPES = {"pdf": "application/pdf", "webp": "image/webp"}
_KEY = re.compile(r"[0-9a-f]{32}\.(pdf|webp)")


def paper_path(folder: Path, key: str) -> Path | None:
    """Where a paper lies, if the key can be one of ours."""
    return folder / key[:2] / key if _KEY.fullmatch(key) else None


def store_paper(data: bytes, folder: Path) -> str:
    """Check a scan and keep it below ``folder``; returns its random key.

    Raises
    ------
    BadPaper, PaperTooBig
    """
    if len(data) > MAX_BYTES:
        raise PaperTooBig
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise BadPaper  # cut off on its way
        return _write(data, "pdf", folder)
    try:
        image = decoded(data, side=LONGEST_SIDE)
    except PhotoTooBig as error:
        raise PaperTooBig from error
    except BadPhoto as error:
        raise BadPaper from error
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "WEBP", quality=80, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return _write(out.getvalue(), "webp", folder)


def _write(data: bytes, kind: str, folder: Path) -> str:
    key = f"{secrets.token_hex(16)}.{kind}"
    path = folder / key[:2] / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return key


def remove_paper(key: str | None, folder: Path) -> None:
    """Delete a paper; one already gone is no matter."""
    path = paper_path(folder, key or "")
    if path is not None:
        path.unlink(missing_ok=True)
