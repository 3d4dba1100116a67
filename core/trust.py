"""How a phone comes to trust this installation, before it does: one page in plain HTTP.

A phone that does not know our authority yet is warned off by its browser. So beside the
encrypted server a small one hands out that page and the authority's certificate, and nothing
else of the platform: no form, no session, nobody's name.
"""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import waitress
from flask import Flask, current_app

from core import tls
from core.qr import qr_modules

PAGE = "/trust"
OPEN = (f"{PAGE}/", "/static/")
THREADS = 2
Wsgi = Callable[..., Iterable[bytes]]


def authority() -> Path | None:
    """The certificate of our authority, where there is one."""
    file = Path(current_app.instance_path) / "tls" / tls.AUTHORITY
    return file if file.is_file() else None


class Entrance:
    """Of the whole application only what leads a phone to trust it; all else leads to the page."""

    def __init__(self, app: Wsgi) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        path = str(environ.get("PATH_INFO", ""))
        reads = environ.get("REQUEST_METHOD") in {"GET", "HEAD"}
        if reads and (path == PAGE or path.startswith(OPEN)):
            return self.app(environ | {"chophien.entrance": True}, start_response)
        start_response("302 Found", [("Location", PAGE), ("Content-Length", "0")])
        return [b""]


def serve_beside(app: Flask, host: str, port: int) -> None:
    """Serve the page in a thread that ends with the process. Raises OSError: the port is taken."""
    server = waitress.create_server(
        Entrance(app),
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )
    threading.Thread(target=server.run, name="trust", daemon=True).start()


def terminal_qr(text: str) -> str:
    """A QR code in half blocks, light on dark as terminals are."""
    modules = qr_modules(text)
    if len(modules) % 2:
        modules = [*modules, [False] * len(modules[0])]
    signs = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    pairs = zip(modules[::2], modules[1::2], strict=True)
    return "\n".join(
        "".join(signs[upper, lower] for upper, lower in zip(*pair, strict=True)) for pair in pairs
    )
