"""QR codes as SVG for pages and as modules for documents, drawn once and kept."""

import functools
import io

import qrcode
from qrcode.image.svg import SvgPathImage

QUIET_ZONE = 4


def _drawing(text: str) -> qrcode.QRCode:
    drawing = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET_ZONE, box_size=10
    )
    drawing.add_data(text)
    drawing.make(fit=True)
    return drawing


@functools.lru_cache(maxsize=512)
def qr_svg(text: str) -> str:
    """An SVG element with one path: no style attribute, so any content policy takes it."""
    stream = io.BytesIO()
    _drawing(text).make_image(image_factory=SvgPathImage).save(stream)
    whole = stream.getvalue().decode()
    return whole[whole.index("<svg") :]


def qr_modules(text: str) -> list[list[bool]]:
    """Rows of modules, dark ones True, the quiet zone included."""
    return [[bool(dark) for dark in row] for row in _drawing(text).get_matrix()]
