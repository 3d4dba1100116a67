"""Ending and beginning reminders: with the link of a mail, or on one's day."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from accounts.sign_in.models import User
from core import clock
from core.db import db, transaction
from core.i18n import _
from core.web import csrf
from events.programme.pages import event_or_404
from matchmaking.timetable.reminders import services
from matchmaking.timetable.reminders.links import user_id_of
from matchmaking.timetable.views.blueprint import bp


@bp.route("/reminders/stop/<token>", methods=["GET", "POST"])
@csrf.exempt  # the signed link is the proof; mail programs post to it with one click (RFC 8058)
def stop_reminders(token: str) -> Any:
    """Opening the link changes nothing; the button, or the mail program's, ends reminders."""
    user = db.session.get(User, user_id_of(token) or 0)
    if user is None or user.deleted_at is not None:
        abort(404)
    done = request.method == "POST"
    if done:
        with transaction():
            services.stop_reminders(user, actor=user, at=clock.now())
    return render_template("matchmaking/timetable/reminders.html", done=done, token=token)


@bp.post("/events/<slug>/agenda/reminders")
@login_required
def set_reminders(slug: str) -> Any:
    """Switch reminders on or off."""
    event_or_404(slug)
    wanted = request.form.get("wanted") == "1"
    change = services.start_reminders if wanted else services.stop_reminders
    with transaction():
        change(db.session.get_one(User, current_user.id), actor=current_user, at=clock.now())
    flash(_("You will be reminded by mail.") if wanted else _("No more reminders."), "success")
    return redirect(url_for("timetable.agenda", slug=slug) + "#reminders", code=303)
