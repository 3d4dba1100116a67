"""What every page shares: headers, errors, language switch, versioned assets, paging."""

import functools
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import (
    Flask,
    Request,
    Response,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from core import nav
from core.db import db
from core.errors import Busy, DomainError
from core.i18n import LANGUAGES, _, language

csrf = CSRFProtect()
LARGEST_ROW = 2**31 - 1
TEXT_FILES = {"text/css", "text/javascript", "application/javascript", "image/svg+xml"}


def _who() -> str:
    """A hall shares one address, so limits count accounts where there is one."""
    if current_user.is_authenticated:
        return f"user:{current_user.id}"
    return get_remote_address()


limiter = Limiter(key_func=_who, default_limits=[])

CSP = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}


def allow_camera(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view as a scan page: camera and WebAssembly are allowed there alone."""

    @functools.wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        g.camera = True
        return view(*args, **kwargs)

    return wrapped


def _content_policy(*, camera: bool) -> str:
    policy = dict(CSP)
    if camera:
        policy |= {"script-src": "'self' 'wasm-unsafe-eval'", "worker-src": "'self'"}
    return "; ".join(f"{k} {v}" for k, v in policy.items())


# Put together once, for every answer has them; by whether it is a page with a camera.
CONTENT_POLICIES = {camera: _content_policy(camera=camera) for camera in (False, True)}
POLICIES = {
    camera: (
        (
            "Permissions-Policy",
            f"camera={'(self)' if camera else '()'}, geolocation=(), microphone=()",
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    )
    for camera in (False, True)
}


def _headers(response: Response) -> Response:
    head = response.headers
    camera = bool(g.get("camera"))
    head.setdefault("Content-Security-Policy", CONTENT_POLICIES[camera])
    for name, value in POLICIES[camera]:
        head[name] = value
    if current_app.config["SECURE_COOKIES"]:
        head["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static":
        if response.mimetype in TEXT_FILES:  # read whole, so that it can be compressed
            response.direct_passthrough = False
            response.make_sequence()
        if "v" in request.args:  # the address changes with the content, see asset()
            head["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        head.setdefault(
            "Cache-Control", "no-store" if current_user.is_authenticated else "no-cache"
        )
        head.add("Vary", "Cookie")
    return response


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def error_page(status: int, *, message: str = "") -> tuple[Any, int]:
    """The page (or JSON, under /api/) for an error, in the reader's language."""
    if _wants_json():
        return jsonify(error=message or str(status), status=status), status
    known = {400, 403, 404, 409, 413, 429, 500, 503}
    name = status if status in known else 500 if status >= 500 else 400  # noqa: PLR2004 -- HTTP classes
    return render_template(f"errors/{name}.html", message=message, status=status), status


def _domain_error(error: DomainError) -> Any:
    return error_page(error.status, message=error.text(_))


def _csrf_error(_error: CSRFError) -> Any:
    message = _("This form is from an earlier session. Go back, reload the page and send it again.")
    return error_page(400, message=message)


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if error.response is not None or status < HTTPStatus.BAD_REQUEST:
        return error  # a redirect is an answer
    if status == HTTPStatus.UNAUTHORIZED:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    response = current_app.make_response(error_page(status))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


class RowNumber(IntegerConverter):
    """A number in an address: no larger than the numbers of rows, so that none overflows."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:  # noqa: A002 -- Werkzeug's name
        super().__init__(map, *args, **{"max": LARGEST_ROW} | kwargs)


def _overflow(error: OverflowError) -> Any:
    """SQLite holds no such number, so there is no such row."""
    return error_page(404) if "SQLite" in str(error) else _unforeseen_error(error)


def _unforeseen_error(error: Exception) -> Any:
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS", True):
        raise error
    current_app.logger.error("unforeseen error on %s", request.path, exc_info=error)
    db.session.rollback()
    return error_page(500)


def _register_errors(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OverflowError, _overflow)
    app.register_error_handler(Exception, _unforeseen_error)


class _Sessions(SecureCookieSessionInterface):
    """Who sends no cookie has no session: nothing need be made ready to read one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        return super().open_session(app, request)


class RetryingFlask(Flask):
    """Flask that tries a request again when the database gave up on a deadlock."""

    session_interface = _Sessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view here is a coroutine, so none of a request's twenty functions is looked at."""
        return func

    def dispatch_request(self) -> Any:
        """Up to three more tries with jitter; nothing of a failed try is kept."""
        for attempt in range(3):
            try:
                return super().dispatch_request()
            except Busy:
                db.session.rollback()
                time.sleep((10 + secrets.randbelow(40)) / 1000 * (attempt + 1))
        return super().dispatch_request()


def asset(filename: str) -> str:
    """The address of a static file with its version, so that it may be cached for ever."""
    known: dict[str, str] = g.setdefault(
        "assets", {}
    )  # a page names its icon sheet dozens of times
    if filename not in known:
        known[filename] = _versioned(filename)
    return known[filename]


def _versioned(filename: str) -> str:
    path = Path(current_app.static_folder or "static") / filename
    try:
        version = f"{path.stat().st_mtime_ns:x}"[-10:]
    except OSError:
        return url_for("static", filename=filename)
    return url_for("static", filename=filename, v=version)


def switch_language_url() -> str:
    """Where the other language's page is: this page again, by way of the switch."""
    other = "en" if language() == "vi" else "vi"
    return url_for("core.set_language", code=other, next=request.full_path.rstrip("?"))


def safe_next(target: str | None, default: str = "/") -> str:
    """A path on this site, else the default: no open redirects."""
    if not target or "\\" in target or any(ord(c) < 32 for c in target):  # noqa: PLR2004 -- control characters
        return default
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//"):
        return default
    return target


@dataclass(frozen=True)
class Page:
    """One page of a list, and where its neighbours are."""

    items: Sequence[Any]
    number: int
    pages: int
    total: int

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether there is a page after."""
        return self.number < self.pages


def paginate(query: sa.Select[Any], *, number: int | None, size: int = 24) -> Page:
    """Run a query for one page of scalars; numbers out of range land on the nearest page."""
    total = (
        db.session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery()))
        or 0
    )
    pages = max(1, -(-total // size))
    number = min(max(number or 1, 1), pages)
    items = db.session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(items, number, pages, total)


def page_number(name: str = "page") -> int:
    """The ``page`` (or ``name``) of the query string; nonsense counts as the first."""
    text = request.args.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 7 else 1  # noqa: PLR2004 -- a million pages is nonsense


def public_url(endpoint: str, **values: Any) -> str:
    """A full address for mails and codes: built on BASE_URL, never on what a request claims."""
    urls = current_app.url_map.bind("", url_scheme="http")
    path = urls.build(endpoint, values, force_external=False)
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"


def url_with(**changes: Any) -> str:
    """The address of this page with some of its query changed; None drops a parameter."""
    query = request.args.to_dict(flat=False) | changes
    return url_for(
        request.endpoint or "",
        **{**(request.view_args or {}), **{k: v for k, v in query.items() if v is not None}},
    )


def init_app(app: Flask) -> None:
    """Wire headers, errors, limits, language and template globals into the app."""
    if app.config["PROXIES"]:
        hops = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]
    csrf.init_app(app)
    app.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=4, COMPRESS_STREAMS=False
    )
    Compress(app)
    limiter.init_app(app)
    app.after_request(_headers)
    app.url_map.converters["int"] = RowNumber
    _register_errors(app)
    for function in (asset, public_url, switch_language_url, url_with, nav.link):
        app.add_template_global(function)
    app.add_template_global(nav.items, "nav_items")
    app.add_template_global(nav.groups, "nav_groups")

    @app.context_processor
    def _shared() -> dict[str, Any]:
        return {"lang": language(), "languages": LANGUAGES, "demo_mode": app.config["DEMO"]}

    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_options.setdefault("trim_blocks", True)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def remember_language(code: str) -> Any:
    """Keep the chosen language and go back to the page."""
    if code in LANGUAGES:
        session["language"] = code
    return redirect(safe_next(request.args.get("next")), code=303)
