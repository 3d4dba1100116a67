"""The list of registrations as a CSV file for a spreadsheet."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, request, stream_with_context
from flask_login import login_required

from accounts.sign_in.identity import shown_phone
from core.db import db
from core.i18n import _, fmt_datetime
from core.sheets import Cell, csv_lines
from events.registration.asking import Asked, answers_by_question, in_words, questions_of
from events.registration.codes import in_groups
from events.registration.models import Question, QuestionKind, Registration, Wording
from events.registration.queries import registrations_matching
from events.registration.views.blueprint import bp
from events.registration.views.manage import managed_event
from events.registration.words import ROLES, STATES

AT_ONCE = 500
NO_BREAK_SPACE = "\u00a0"


def _row(registration: Registration, answers: dict[int, Cell], asked: list[Asked]) -> list[Cell]:
    return [
        registration.full_name,
        registration.organisation,
        _(ROLES[registration.role]),
        _(STATES[registration.state]),
        registration.email or "",
        shown_phone(registration.phone).replace(NO_BREAK_SPACE, " "),
        in_groups(registration.short_code),
        fmt_datetime(registration.registered_at),
        *(answers.get(one.id, "") for one in asked),
    ]


def _words(registrations: Sequence[Registration], asked: list[Asked]) -> dict[int, dict[int, Cell]]:
    """The answers of some registrations, by registration and question."""
    by_id = {one.id: one.question for one in asked}
    known = answers_by_question([one.id for one in registrations]) if asked else {}
    found: dict[int, dict[int, Cell]] = {}
    for (registration_id, question_id), (answer, wording) in known.items():
        cell = _cell(by_id[question_id], wording, answer.value["value"])
        found.setdefault(registration_id, {})[question_id] = cell
    return found


def _cell(question: Question, wording: Wording, value: Any) -> Cell:
    """A number stays one, so that −3 is no text and sheets can add it up; else its words."""
    is_number = question.kind is QuestionKind.NUMBER and type(value) is int
    return value if is_number else in_words(question, wording, value)


@bp.get("/manage/events/<slug>/registrations.csv")
@login_required
def export(slug: str) -> Response:
    """What the list shows now, all pages of it."""
    event = managed_event(slug)
    wanted = registrations_matching(
        event.id, **{name: request.args.get(key, "") for name, key in _FILTERS.items()}
    )
    asked = questions_of(event.id, archived=True)
    headings = [
        _("Full name"),
        _("Company or organisation"),
        _("Comes as"),
        _("State"),
        _("E-mail"),
        _("Phone number"),
        _("Typed code"),
        _("Registered at"),
        *(one.label for one in asked),
    ]

    def rows() -> Iterator[list[Cell]]:
        found: Any = db.session.scalars(wanted.execution_options(yield_per=AT_ONCE))
        for some in found.partitions(AT_ONCE):
            words = _words(some, asked)
            yield from (_row(one, words.get(one.id, {}), asked) for one in some)

    lines = csv_lines(headings, rows())
    response = Response(stream_with_context(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-dang-ky.csv"'
    return response


_FILTERS = {"text": "q", "role": "role", "state": "state"}
