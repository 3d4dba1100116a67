"""What works without a network: the service worker, the files it keeps, the pages it may keep.

The worker at ``/sw.js`` is ``static/js/service-worker.js`` with this module's lists before it.
Slices say here what belongs to an application that opens offline (:func:`add_application`),
which of their pages may be kept on the reader's own device (:func:`keep`), and after which
requests all kept pages are thrown away (:func:`forget_after`).
"""

import functools
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, url_for

from core import clock
from core.i18n import LANGUAGES
from core.web import asset

WORKER = "js/service-worker.js"
MARK = "X-Keep-Offline"  # a page that may be kept, and the second until which
VERSION_LETTERS = 16

#: What a page of the ordinary layout needs to be whole.
LOOK = (
    "css/fonts.css",
    "css/print.css",
    "css/theme.css",
    "css/tokens.css",
    "img/band.svg",
    "img/caret.svg",
    "img/logo.svg",
    "img/tick-dark.svg",
    "img/tick.svg",
    "img/weave.svg",
    "js/agenda.js",
    "js/app.js",
    "js/offline.js",
    "js/theme.js",
    "vendor/bootstrap/bootstrap.min.css",
    "vendor/icons.svg",
    *(
        f"vendor/fonts/be-vietnam-pro-{subset}-{weight}.woff2"
        for subset in ("latin", "latin-ext", "vietnamese")
        for weight in (400, 700)
    ),
)


@dataclass(frozen=True)
class Application:
    """Pages and files that open without a network once they were opened with one.

    ``start`` is the path under which all its pages lie; ``endpoints`` names its pages and
    scripts that are no static files, ``templates`` what these are made from.
    """

    start: str
    endpoints: Sequence[tuple[str, dict[str, Any]]]
    files: Sequence[str]
    templates: Sequence[str]


_applications: list[Application] = []
_farewells: list[str] = []


def add_application(application: Application) -> None:
    """Have an application kept whole."""
    _applications.append(application)


def forget_after(*endpoints: str) -> None:
    """Have all kept pages thrown away when one of these is posted to."""
    _farewells.extend(endpoints)


def keep(response: Response, *, until: datetime) -> Response:
    """Let the reader's own device keep a page for hours without a network, until a moment."""
    at_least = clock.now() + timedelta(hours=1)
    response.headers[MARK] = str(int(max(until, at_least).timestamp()))
    return response


def worker() -> Response:
    """The service worker of the whole site, with the lists of this version."""
    offline = [url_for("core.offline_page", code=code) for code in LANGUAGES]
    lists = {
        "version": version(),
        "look": _files(LOOK) | {path: path for path in offline},
        "applications": [
            {
                "start": one.start,
                "pages": [url_for(name, **values) for name, values in one.endpoints],
                "files": _files(one.files),
            }
            for one in _applications
        ],
        "offline": offline,
        "farewells": sorted({url_for(name) for name in _farewells}),
        "mark": MARK,
    }
    script = (_static() / WORKER).read_text(encoding="utf-8")
    body = f"const LISTS = {json.dumps(lists, sort_keys=True)};\n{script}"
    response = Response(body, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:VERSION_LETTERS])
    response.make_conditional(request)
    return response


def version() -> str:
    """A hash over the content of everything the worker keeps; a new one makes a new worker."""
    names = {*LOOK, WORKER, *(name for one in _applications for name in one.files)}
    paths = [_static() / name for name in sorted(names)]
    folder = Path(current_app.root_path) / (current_app.template_folder or "templates")
    templates = {"core/offline.html", *(name for one in _applications for name in one.templates)}
    paths += [folder / name for name in sorted(templates)]
    paths += sorted(folder.parent.glob("translations/*/LC_MESSAGES/*.po"))
    return _hash(tuple((path, _mtime(path)) for path in paths))


def _mtime(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


@functools.lru_cache(maxsize=4)
def _hash(files: tuple[tuple[Path, int], ...]) -> str:
    """Read again only when a file was written since."""
    total = hashlib.sha256()
    for path, written in files:
        if written:
            total.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:VERSION_LETTERS]


def _files(names: Sequence[str]) -> dict[str, str]:
    """Path on this site -> the address that changes with the content."""
    return {url_for("static", filename=name): asset(name) for name in names}


def _static() -> Path:
    return Path(current_app.static_folder or "static")


def init_app(app: Flask) -> None:
    """Templates name the worker's version, to tell an open page that it is old."""
    app.add_template_global(version, "offline_version")
