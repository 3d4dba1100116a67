"""Photos: only real JPEG, PNG and WebP get in, and none as it came.

Every picture is decoded and written anew as WebP in two sizes, so nothing that was hidden
in the file (place, time, camera, a second format) goes any further.
"""

import re
import secrets
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from events.catalogue.errors import BadPhoto, PhotoTooBig

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
SIZES = {"large": 1280, "small": 480}
_KEY = re.compile(r"[0-9a-f]{32}")


def _opened(data: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoTooBig from error
    except Exception as error:
        raise BadPhoto from error
    if image.width * image.height > MAX_PIXELS:
        raise PhotoTooBig
    return image


def decoded(data: bytes, *, side: int = SIZES["large"]) -> Image.Image:
    """Upright, in RGB, transparent parts white; large enough for ``side``.

    Raises
    ------
    BadPhoto, PhotoTooBig
    """
    image = _opened(data)
    try:
        image.draft("RGB", (side * 2, side * 2))  # spares memory with JPEG
        turned = ImageOps.exif_transpose(image)
        if turned.mode in {"RGBA", "LA", "PA", "P"}:
            layer = turned.convert("RGBA")
            ground = Image.new("RGBA", layer.size, "white")
            return Image.alpha_composite(ground, layer).convert("RGB")
        return turned.convert("RGB")
    except Exception as error:  # broken data raises whatever the decoder stumbled over
        raise BadPhoto from error


def photo_path(folder: Path, key: str, size: str) -> Path | None:
    """Where a photo of this key and size lies, if the key can be one of ours."""
    if not _KEY.fullmatch(key) or size not in SIZES:
        return None
    return folder / key[:2] / f"{key}-{size}.webp"


def store_photo(data: bytes, folder: Path) -> str:
    """Check a photo and write it anew below ``folder``; returns its random key.

    Raises
    ------
    BadPhoto, PhotoTooBig
    """
    if len(data) > MAX_BYTES:
        raise PhotoTooBig
    image = decoded(data)
    key = secrets.token_hex(16)
    for size, side in SIZES.items():
        small = image.copy()
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        path = folder / key[:2] / f"{key}-{size}.webp"
        path.parent.mkdir(parents=True, exist_ok=True)
        small.save(path, "WEBP", quality=82, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return key


def remove_photo(key: str | None, folder: Path) -> None:
    """Delete the files of a photo; those already gone are no matter."""
    for size in SIZES:
        path = photo_path(folder, key or "", size)
        if path is not None:
            path.unlink(missing_ok=True)
