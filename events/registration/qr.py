"""QR codes, drawn in ``core.qr``: fees and sheets of lower slices need them as well."""

from core.qr import QUIET_ZONE, qr_modules, qr_svg

__all__ = ["QUIET_ZONE", "qr_modules", "qr_svg"]
