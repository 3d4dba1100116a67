"""Pages of the house itself: health, language, the look, sent mail in the demo."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask, Response, abort, current_app, jsonify, render_template

from core import style_page
from core.db import db
from core.outbox import OutboxMessage, render
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
    style_page.init_app(app)
