"""Ending news with the link of a mail, without signing in."""

from typing import Any

from flask import abort, render_template, request

from core import clock
from core.db import db, transaction
from core.web import csrf
from events.mailing.links import registration_of
from events.mailing.services import end_news
from events.mailing.views.blueprint import bp
from events.registration.models import Registration


@bp.route("/unsubscribe/<token>", methods=["GET", "POST"])
@csrf.exempt  # the signed link is the proof; mail programs post to it with one click (RFC 8058)
def unsubscribe(token: str) -> Any:
    """Opening the link changes nothing; the button, or the mail program's, ends news."""
    registration = db.session.get(Registration, registration_of(token))
    if registration is None:
        abort(404)
    done = request.method == "POST"
    if done:
        with transaction():
            end_news(db.session.get_one(Registration, registration.id), at=clock.now())
    return render_template("events/mailing/unsubscribe.html", done=done, token=token)
