"""The scanning application: pages and files that open without a network and without a session.

Whoever opens them sees nothing of an event; a device gets its token by pairing and keeps it.
"""

import functools
import io
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, jsonify, redirect, render_template, url_for
from flask_babel import force_locale
from PIL import Image, ImageDraw

from accounts.sign_in.identity import home_numbers
from core import offline
from core.i18n import LANGUAGES, _, language
from core.web import allow_camera, asset
from events.checkin.views.blueprint import bp
from events.checkin.views.scanner_words import texts

ICON_SIZES = (180, 192, 512)
READER = "js/scan/reader-worker.js"
FILES = (
    "css/scan.css",
    "css/scanner.css",
    *(
        f"js/scan/{name}.js"
        for name in (
            "app",
            "camera",
            "codes",
            "door",
            "light",
            "mode",
            "page",
            "panels",
            "phone",
            "qr",
            "sealing",
            "selftest",
            "server",
            "signals",
            "signature",
            "snapshot",
            "store",
            "sync",
            "verdict",
        )
    ),
    "vendor/idb/idb.js",
    "vendor/zxing/zxing_reader.js",
    "vendor/zxing/zxing_reader.wasm",
)

offline.add_application(
    offline.Application(
        start="/door",
        endpoints=(
            ("checkin.scanner", {"code": "vi"}),
            ("checkin.scanner", {"code": "en"}),
            ("checkin.scanner_reader", {}),
        ),
        files=FILES,
        templates=("events/checkin/scanner.html", "layouts/scan.html"),
    )
)


@bp.get("/door")
def scanner_start() -> Any:
    """On to the scanner in the reader's language; what follows ``#`` goes along."""
    return redirect(url_for("checkin.scanner", code=language()))


@bp.get("/door/<any(vi, en):code>")
@allow_camera
def scanner(code: str) -> Response:
    """The scanner: the same for everybody, so that it can be kept."""
    with force_locale(code):
        other = next(one for one in LANGUAGES if one != code)
        page = render_template(
            "events/checkin/scanner.html", texts=texts(), other=other, config=_config(code)
        )
    return Response(page, headers={"Cache-Control": "no-cache"})


def _config(code: str) -> dict[str, Any]:
    return {
        "language": code,
        "start": "/door",
        "reader": url_for("checkin.scanner_reader"),
        "zxing": url_for("static", filename="vendor/zxing/zxing_reader.js"),
        "wasm": url_for("static", filename="vendor/zxing/zxing_reader.wasm"),
        "icons": asset("vendor/icons.svg"),
        "home": home_numbers(),
    }


@bp.get("/door/reader.js")
@allow_camera
def scanner_reader() -> Response:
    """The worker that reads codes: only under this address may it run WebAssembly."""
    script = (Path(current_app.static_folder or "static") / READER).read_text(encoding="utf-8")
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@bp.get("/door/<any(vi, en):code>/app.webmanifest")
def scanner_manifest(code: str) -> Response:
    """What a phone needs to put the scanner on its home screen."""
    with force_locale(code):
        name, booth = _("Check-in"), _("Scan badges at a booth")
    icons = [_icon(192), _icon(512), _icon(512) | {"purpose": "maskable"}]
    response = jsonify(
        name=f"{name} · Chợ Phiên",
        short_name=name,
        lang=code,
        start_url=url_for("checkin.scanner", code=code),
        scope="/",  # badges of a booth are scanned in the same application
        id="/door",
        display="standalone",
        orientation="portrait",
        background_color="#171d45",
        theme_color="#171d45",
        icons=icons,
        shortcuts=[{"name": booth, "url": "/leads"}],
    )
    response.mimetype = "application/manifest+json"
    return response


def _icon(size: int) -> dict[str, str]:
    url = url_for("checkin.scanner_icon", size=size)
    return {"src": url, "sizes": f"{size}x{size}", "type": "image/png"}


@bp.get("/door/icon-<int:size>.png")
def scanner_icon(size: int) -> Response:
    """The icon of the scanner, our own drawing."""
    if size not in ICON_SIZES:
        abort(404)
    response = Response(draw_icon(size), mimetype="image/png")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@functools.cache
def draw_icon(size: int) -> bytes:
    """Our diamond in the corners of a viewfinder; the middle four fifths are what a mask leaves."""
    scale = 4  # drawn larger, so that edges are smooth
    side = size * scale
    picture = Image.new("RGB", (side, side), "#171d45")
    pen = ImageDraw.Draw(picture)

    def diamond(radius: float, colour: str) -> None:
        middle, reach = side / 2, side * radius
        corners = [(middle, middle - reach), (middle + reach, middle)]
        corners += [(middle, middle + reach), (middle - reach, middle)]
        pen.polygon(corners, fill=colour)

    near, far = side * 0.17, side * 0.83
    arm, thick = side * 0.14, side * 0.045
    for x, right in ((near, 1), (far, -1)):
        for y, down in ((near, 1), (far, -1)):
            pen.line([(x + arm * right, y), (x, y), (x, y + arm * down)], "#fff7e3", round(thick))
    for radius, colour in ((0.27, "#e0a526"), (0.205, "#171d45"), (0.135, "#fff7e3")):
        diamond(radius, colour)
    diamond(0.055, "#27357e")
    out = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()
