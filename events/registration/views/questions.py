"""The organiser's questions: writing, ordering, ending them; and answering by the ticket."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from events.programme.models import Event
from events.programme.queries import event_or_404
from events.registration import services
from events.registration.asking import KINDS, WITH_OPTIONS, asked_of, questions_of, values_of
from events.registration.forms import AnswersForm, QuestionForm, answered, asking
from events.registration.models import Question, RegistrationRole
from events.registration.rules import can_set_admission, has_ticket, is_open_for_visitors
from events.registration.views.blueprint import bp
from events.registration.views.manage import managed_event
from events.registration.views.pieces import by_token_or_404, registration_or_404, ticket_url
from events.registration.words import ROLES


def organised_event(slug: str) -> Event:
    """The event, for its organisers alone."""
    event = event_or_404(slug)
    authorize(can_set_admission, event)
    return event


@bp.get("/manage/events/<slug>/registrations/questions")
@login_required
def questions(slug: str) -> str:
    """What is asked of those who register."""
    event = organised_event(slug)
    everything = questions_of(event.id, archived=True)
    return render_template(
        "events/registration/questions.html",
        event=event,
        asked=[one for one in everything if one.question.archived_at is None],
        archived=[one for one in everything if one.question.archived_at is not None],
        kinds={kind: _(word) for kind, word in KINDS.items()},
        roles={role.value: _(word) for role, word in ROLES.items()},
        every=len(ROLES),
    )


@bp.route("/manage/events/<slug>/registrations/questions/new", methods=["GET", "POST"])
@login_required
def add_question(slug: str) -> Any:
    """A new question."""
    event = organised_event(slug)
    form = QuestionForm()
    if form.validate_on_submit():
        with transaction():
            services.add_question(event, form.values(), actor=current_user, at=clock.now())
        flash(_("The question is asked from now on."), "success")
        return _to_questions(slug)
    return _page(event, form, None)


@bp.route(
    "/manage/events/<slug>/registrations/questions/<int:question_id>", methods=["GET", "POST"]
)
@login_required
def edit_question(slug: str, question_id: int) -> Any:
    """Change a question; answers keep the words they were given to."""
    event = organised_event(slug)
    question = _question_or_404(event, question_id)
    form = QuestionForm(data=_shown(question))
    if form.validate_on_submit():
        try:
            with transaction():
                services.edit_question(question, form.values(), actor=current_user, at=clock.now())
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("Saved."), "success")
            return _to_questions(slug)
    return _page(event, form, question)


def _page(event: Event, form: QuestionForm, question: Question | None) -> Any:
    shown = render_template(
        "events/registration/question.html",
        event=event,
        form=form,
        question=question,
        with_options={kind.value for kind in WITH_OPTIONS},
    )
    return shown, 422 if form.is_submitted() else 200


def _shown(question: Question) -> dict[str, Any]:
    newest = next(w for w in question.wordings if w.version == question.version)
    words = ("label_vi", "label_en", "help_vi", "help_en")
    return {
        "kind": question.kind,
        "roles": [RegistrationRole(name) for name in question.roles],
        "is_required": question.is_required,
        "is_private": question.is_private,
        "options": "\n".join(
            " | ".join(filter(None, (one["vi"], one["en"]))) for one in newest.options
        ),
        **{name: getattr(newest, name) for name in words},
    }


def _question_or_404(event: Event, question_id: int) -> Question:
    question = db.session.get(Question, question_id)
    if question is None or question.event_id != event.id:
        abort(404)
    return question


def _to_questions(slug: str) -> Any:
    return redirect(url_for("registration.questions", slug=slug), code=303)


@bp.post("/manage/events/<slug>/registrations/questions/<int:question_id>/move")
@login_required
def move_question(slug: str, question_id: int) -> Any:
    """One place up or down."""
    event = organised_event(slug)
    up = request.form.get("way") == "up"
    with transaction():
        question = _question_or_404(event, question_id)
        services.move_question(question, up=up, actor=current_user, at=clock.now())
    return _to_questions(slug)


@bp.post("/manage/events/<slug>/registrations/questions/<int:question_id>/end")
@login_required
def end_question(slug: str, question_id: int) -> Any:
    """Ask it no more."""
    event = organised_event(slug)
    with transaction():
        question = _question_or_404(event, question_id)
        deleted = services.end_question(question, actor=current_user, at=clock.now())
    if deleted:
        flash(_("The question is deleted."), "success")
    else:
        flash(_("The question is asked no more. The answers given are kept."), "success")
    return _to_questions(slug)


@bp.route("/t/<token>/questions", methods=["GET", "POST"])
def answer(token: str) -> Any:
    """Whoever has a ticket answers what the organiser asks, or changes an answer."""
    registration = by_token_or_404(token)
    event, asked = registration.event, asked_of(registration.event_id, registration.role)
    if not asked or not (has_ticket(registration) or registration.state.value == "pending"):
        abort(404)
    form = asking(AnswersForm, asked)(data=answered(asked, values_of(registration.id)))
    is_open = is_open_for_visitors(event, at=clock.now())
    if is_open and form.validate_on_submit():
        with transaction():
            services.keep_answers(registration, form.answers(), actor=current_user, at=clock.now())
        flash(_("Thank you. Your answers are with the organiser."), "success")
        return redirect(ticket_url(registration), code=303)
    shown = render_template(
        "events/registration/answers.html",
        event=event,
        registration=registration,
        form=form,
        is_open=is_open,
    )
    return shown, 422 if form.is_submitted() else 200


@bp.route(
    "/manage/events/<slug>/registrations/<int:registration_id>/answers", methods=["GET", "POST"]
)
@login_required
def answer_for(slug: str, registration_id: int) -> Any:
    """The team writes down what somebody answered, and what the team alone keeps."""
    event = managed_event(slug)
    registration = registration_or_404(event, registration_id)
    asked = asked_of(event.id, registration.role, private=True)
    if not asked:
        abort(404)
    known = answered(asked, values_of(registration.id))
    form = asking(AnswersForm, asked, lenient=True)(data=known)
    if form.validate_on_submit():
        with transaction():
            services.keep_answers(
                registration,
                form.answers(),
                actor=current_user,
                at=clock.now(),
                private=True,
                complete=False,
            )
        flash(_("Saved."), "success")
        back = url_for("registration.show", slug=slug, registration_id=registration_id)
        return redirect(back, code=303)
    shown = render_template(
        "events/registration/answer_for.html", event=event, registration=registration, form=form
    )
    return shown, 422 if form.is_submitted() else 200
