"""Pages of the house itself: health, language, the look, sent mail in the demo."""

from typing import Any

import sqlalchemy as sa
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import force_locale
from markupsafe import Markup

from core import offline, style_page, tls
from core.db import db
from core.i18n import LANGUAGES, language
from core.outbox import OutboxMessage, render
from core.qr import qr_svg
from core.trust import authority
from core.web import page_number, paginate, remember_language

bp = Blueprint("core", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """The database answers too, and how much work waits."""
    try:
        waiting = db.session.scalar(
            sa.select(sa.func.count())
            .select_from(OutboxMessage)
            .where(OutboxMessage.sent_at.is_(None))
        )
    except sa.exc.SQLAlchemyError:
        return jsonify(status="database unreachable"), 503
    return jsonify(status="ok", outbox_waiting=waiting), 200


@bp.get("/language/<code>")
def set_language(code: str) -> Any:
    """Switch the language and return."""
    return remember_language(code)


@bp.get("/sw.js")
def service_worker() -> Response:
    """What keeps files and marked pages for hours without a network."""
    return offline.worker()


@bp.get("/offline/<code>")
def offline_page(code: str) -> str:
    """What stands for a page that needs the network; the service worker keeps it."""
    if code not in LANGUAGES:
        abort(404)
    with force_locale(code):
        return render_template("core/offline.html")


@bp.get("/trust")
def trust_start() -> Any:
    """On to the page in the reader's language."""
    return redirect(url_for("core.trust", code=language()))


@bp.get("/trust/<any(vi, en):code>")
def trust(code: str) -> str:
    """How a phone comes to trust this installation, and the QR code that leads there."""
    certificate, url = authority(), current_app.config["TRUST_URL"]
    with force_locale(code):
        return render_template(
            "core/trust.html",
            other=next(one for one in LANGUAGES if one != code),
            fingerprint=tls.fingerprint(certificate) if certificate else "",
            file=tls.AUTHORITY,
            trust_url=url,
            qr=Markup(qr_svg(url)) if url else "",  # noqa: S704 -- drawn here from our own address
            scanner_url=f"{current_app.config['BASE_URL']}/door",
            at_entrance=request.environ.get("chophien.entrance", False),
        )


@bp.get("/trust/certificate")
def trust_certificate() -> Response:
    """The certificate of our authority, as phones take it; never a key."""
    certificate = authority() or abort(404)
    response = Response(certificate.read_bytes(), mimetype="application/x-x509-ca-cert")
    response.headers["Content-Disposition"] = f'attachment; filename="{tls.AUTHORITY}"'
    return response


@bp.get("/outbox")
def outbox() -> str:
    """Sent mail, on demo installations only."""
    if not current_app.config["DEMO"]:
        abort(404)
    newest = sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())
    page = paginate(newest, number=page_number(), size=30)
    titles = {row.id: row.subject or render(row)[0] for row in page.items}
    return render_template("core/outbox.html", page=page, titles=titles)


@bp.get("/outbox/<int:message_id>")
def outbox_message(message_id: int) -> str:
    """One mail as its reader gets it, on demo installations only."""
    if not current_app.config["DEMO"]:
        abort(404)
    row = db.get_or_404(OutboxMessage, message_id)
    subject, body = render(row)
    return render_template("core/outbox_message.html", row=row, subject=subject, body=body)


def init_app(app: Flask) -> None:
    """The page of the look comes along in development and tests."""
    offline.init_app(app)
    style_page.init_app(app)
