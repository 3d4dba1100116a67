"""The organiser's mails: written, looked at with a real reader, tested, sent."""

from typing import Any

import sqlalchemy as sa
from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_login import current_user, login_required

from accounts.sign_in.models import User
from core import clock, jobs, outbox
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, ngettext
from core.permissions import authorize
from events.mailing import services
from events.mailing.forms import MailingForm
from events.mailing.models import Mailing, MailingReader
from events.mailing.segments import Audience, audience
from events.mailing.states import MailingState
from events.mailing.views.blueprint import bp
from events.mailing.words import KINDS, REASONS, STATES, TONES
from events.programme.models import Event
from events.programme.queries import event_or_404
from events.programme.rules import can_manage_event


def _event(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    return event


def _mailing_or_404(event: Event, mailing_id: int) -> Mailing:
    mailing = db.session.get(Mailing, mailing_id)
    if mailing is None or mailing.event_id != event.id:
        abort(404)
    return mailing


def badge_of(state: MailingState) -> dict[str, str]:
    """What a badge needs to show a state."""
    return {"text": _(STATES[state]), "kind": TONES[state]}


@bp.get("/manage/events/<slug>/mails")
@login_required
def index(slug: str) -> str:
    """What was written to whom, the latest first."""
    event = _event(slug)
    readers = (
        sa.select(sa.func.count(MailingReader.queued_at))
        .where(MailingReader.mailing_id == Mailing.id)
        .correlate(Mailing)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Mailing, readers)
        .where(Mailing.event_id == event.id)
        .order_by(Mailing.id.desc())
        .limit(200)
    ).all()
    return render_template(
        "events/mailing/index.html", event=event, rows=rows, badge_of=badge_of, kinds=KINDS
    )


@bp.route("/manage/events/<slug>/mails/new", methods=["GET", "POST"])
@login_required
def new(slug: str) -> Any:
    """A new draft."""
    event = _event(slug)
    form = MailingForm()
    if form.validate_on_submit():
        with transaction():
            mailing = services.write(event, form.values(), actor=current_user, at=clock.now())
            number = mailing.id
        return redirect(url_for("mailing.show", slug=slug, mailing_id=number), code=303)
    return _form_page(event, form, None)


@bp.route("/manage/events/<slug>/mails/<int:mailing_id>/edit", methods=["GET", "POST"])
@login_required
def change(slug: str, mailing_id: int) -> Any:
    """Change a draft."""
    event = _event(slug)
    mailing = _mailing_or_404(event, mailing_id)
    form = MailingForm(data=_shown(mailing))
    if form.validate_on_submit():
        try:
            with transaction():
                services.edit(mailing, form.values(), actor=current_user, at=clock.now())
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            return redirect(url_for("mailing.show", slug=slug, mailing_id=mailing_id), code=303)
    return _form_page(event, form, mailing)


def _shown(mailing: Mailing) -> dict[str, Any]:
    names = ("subject_vi", "subject_en", "body_vi", "body_en")
    return {
        "kind": mailing.kind.value,
        "reason": mailing.reason.value if mailing.reason else None,
        **mailing.segment,
        **{name: getattr(mailing, name) for name in names},
    }


def _form_page(event: Event, form: MailingForm, mailing: Mailing | None) -> Any:
    shown = render_template("events/mailing/edit.html", event=event, form=form, mailing=mailing)
    return shown, 422 if form.is_submitted() else 200


@bp.get("/manage/events/<slug>/mails/<int:mailing_id>")
@login_required
def show(slug: str, mailing_id: int) -> str:
    """Who gets it, how it looks for one of them, and how far it is."""
    event = _event(slug)
    mailing = _mailing_or_404(event, mailing_id)
    people = audience(event, mailing.segment, mailing.kind)
    number = min(max(request.args.get("reader", 1, type=int), 1), max(len(people.readers), 1))
    return render_template(
        "events/mailing/show.html",
        event=event,
        mailing=mailing,
        people=people,
        number=number,
        preview=_preview(mailing, people, number),
        counts=_counts(mailing),
        job=_job(mailing),
        badge_of=badge_of,
        kind=_(KINDS[mailing.kind]),
        reason=_(REASONS[mailing.reason]) if mailing.reason else "",
    )


def _preview(mailing: Mailing, people: Audience, number: int) -> dict[str, str] | None:
    if not people.readers:
        return None
    reader = people.readers[number - 1]
    row = outbox.OutboxMessage(
        to_address=reader.address,
        template="mailing",
        language=reader.language,
        values=services.letter(mailing, reader),
    )
    with force_locale(reader.language):
        subject, body = outbox.render(row)
    return {"to": reader.address, "subject": subject, "body": body, "language": reader.language}


def _counts(mailing: Mailing) -> dict[str, int]:
    row = db.session.execute(
        sa.select(
            sa.func.count(MailingReader.id),
            sa.func.count(MailingReader.queued_at),
            sa.func.count(MailingReader.left_out_at),
        ).where(MailingReader.mailing_id == mailing.id)
    ).one()
    return {"readers": row[0], "queued": row[1], "left_out": row[2]}


def _job(mailing: Mailing) -> jobs.Job | None:
    theirs = sa.select(jobs.Job).where(
        jobs.Job.kind == services.JOB, jobs.Job.event_id == mailing.event_id
    )
    rows = db.session.scalars(theirs.order_by(jobs.Job.id.desc()).limit(50))
    return next((job for job in rows if job.payload["mailing_id"] == mailing.id), None)


@bp.get("/manage/events/<slug>/mails/<int:mailing_id>/progress")
@login_required
def progress(slug: str, mailing_id: int) -> Any:
    """How far the sending is, for the page that waits."""
    mailing = _mailing_or_404(_event(slug), mailing_id)
    counts = _counts(mailing)
    return jsonify(
        done=counts["queued"] + counts["left_out"],
        total=counts["readers"],
        finished=mailing.state is not MailingState.SENDING,
    )


@bp.post("/manage/events/<slug>/mails/<int:mailing_id>/test")
@login_required
def test(slug: str, mailing_id: int) -> Any:
    """The mail to myself."""
    mailing = _mailing_or_404(_event(slug), mailing_id)
    with transaction():
        me = db.session.get_one(User, current_user.id)
        sent = services.send_test(mailing, me, at=clock.now())
    if sent:
        flash(_("The mail is on its way to %(email)s.", email=current_user.email), "success")
        jobs.tick_soon()
    else:
        flash(_("Your account has no e-mail address. Add one to it first."), "error")
    return _back(slug, mailing_id)


def _act(slug: str, mailing_id: int, act: Any) -> tuple[Any, bool]:
    mailing = _mailing_or_404(_event(slug), mailing_id)
    try:
        with transaction():
            result = act(mailing, actor=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
        return None, False
    jobs.tick_soon()
    return result, True


def _back(slug: str, mailing_id: int) -> Any:
    return redirect(url_for("mailing.show", slug=slug, mailing_id=mailing_id), code=303)


@bp.post("/manage/events/<slug>/mails/<int:mailing_id>/send")
@login_required
def send(slug: str, mailing_id: int) -> Any:
    """Send it to everybody chosen."""
    readers, done = _act(slug, mailing_id, services.start)
    if done:
        text = ngettext(
            "The mail goes to %(num)d person now.", "The mail goes to %(num)d people now.", readers
        )
        flash(text, "success")
    return _back(slug, mailing_id)


@bp.post("/manage/events/<slug>/mails/<int:mailing_id>/stop")
@login_required
def stop(slug: str, mailing_id: int) -> Any:
    """Send no more of it."""
    _result, done = _act(slug, mailing_id, services.stop)
    if done:
        flash(_("Stopped. Those who have not been written to get nothing."), "success")
    return _back(slug, mailing_id)


@bp.post("/manage/events/<slug>/mails/<int:mailing_id>/go-on")
@login_required
def go_on(slug: str, mailing_id: int) -> Any:
    """Send it to those who have not been written to."""
    _result, done = _act(slug, mailing_id, services.go_on)
    if done:
        flash(_("Sending goes on where it stopped."), "success")
    return _back(slug, mailing_id)
