"""The organiser's own questions: which are asked of whom, and answers as people read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from core.db import db
from core.i18n import N_, _, by_language, fmt_number
from events.registration.models import (
    Answer,
    Question,
    QuestionKind,
    Registration,
    RegistrationRole,
    Wording,
)

KINDS = {
    QuestionKind.SHORT: N_("Short text"),
    QuestionKind.LONG: N_("Long text"),
    QuestionKind.CHOICE: N_("One of several"),
    QuestionKind.SEVERAL: N_("Several of several"),
    QuestionKind.NUMBER: N_("A number"),
    QuestionKind.YES_NO: N_("Yes or no"),
    QuestionKind.CONSENT: N_("Consent"),
}
WITH_OPTIONS = frozenset({QuestionKind.CHOICE, QuestionKind.SEVERAL})


@dataclass(frozen=True)
class Asked:
    """A question with the words of its newest version."""

    question: Question
    wording: Wording

    @property
    def id(self) -> int:
        """The question's."""
        return self.question.id

    @property
    def label(self) -> str:
        """The question in the reader's language."""
        return by_language(self.wording.label_vi, self.wording.label_en)

    @property
    def help(self) -> str:
        """The line under it, in the reader's language."""
        return by_language(self.wording.help_vi, self.wording.help_en)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Keys and words of what can be chosen."""
        return [(one["key"], by_language(one["vi"], one["en"])) for one in self.wording.options]


@dataclass(frozen=True)
class Told:
    """One answer in words."""

    label: str
    text: str
    is_private: bool
    is_archived: bool


def _newest(question: Question) -> Wording:
    return next(w for w in question.wordings if w.version == question.version)


def questions_of(event_id: int, *, archived: bool = False) -> list[Asked]:
    """All questions of an event in their order; archived ones only when asked for."""
    theirs = (
        sa.select(Question)
        .where(Question.event_id == event_id)
        .options(selectinload(Question.wordings))
        .order_by(Question.position, Question.id)
    )
    if not archived:
        theirs = theirs.where(Question.archived_at.is_(None))
    return [Asked(one, _newest(one)) for one in db.session.scalars(theirs)]


def asked_of(event_id: int, role: RegistrationRole, *, private: bool = False) -> list[Asked]:
    """What a role is asked; ``private`` adds what the team alone fills in."""
    return [
        one
        for one in questions_of(event_id)
        if role.value in one.question.roles and (private or not one.question.is_private)
    ]


def values_of(registration_id: int) -> dict[int, Any]:
    """The answers of a registration by question."""
    theirs = sa.select(Answer).where(Answer.registration_id == registration_id)
    return {one.question_id: one.value["value"] for one in db.session.scalars(theirs)}


def open_questions(registration: Registration) -> list[Asked]:
    """What somebody has been asked and has not answered yet."""
    asked = asked_of(registration.event_id, registration.role)
    known = values_of(registration.id) if asked else {}
    return [one for one in asked if one.id not in known]


def told(registration: Registration) -> list[Told]:
    """Everything answered by one registration, worded as it was asked then."""
    return told_of_many(registration.event_id, [registration]).get(registration.id, [])


def answers_by_question(
    registration_ids: Sequence[int],
) -> dict[tuple[int, int], tuple[Answer, Wording]]:
    """The answers of many registrations with the words they answer, in one question."""
    rows = db.session.execute(
        sa.select(Answer, Wording)
        .join(
            Wording,
            sa.and_(Wording.question_id == Answer.question_id, Wording.version == Answer.version),
        )
        .where(Answer.registration_id.in_(registration_ids))
    )
    return {
        (answer.registration_id, answer.question_id): (answer, wording) for answer, wording in rows
    }


def in_words(question: Question, wording: Wording, value: Any) -> str:
    """An answer as a reader sees it."""
    if question.kind in WITH_OPTIONS:
        words = {one["key"]: by_language(one["vi"], one["en"]) for one in wording.options}
        keys: Iterable[str] = value if isinstance(value, list) else [value]
        return ", ".join(words.get(key, key) for key in keys)
    if question.kind is QuestionKind.YES_NO:
        return str(_("Yes")) if value else str(_("No"))
    if question.kind is QuestionKind.CONSENT:
        return str(_("Consented")) if value else str(_("No consent"))
    if question.kind is QuestionKind.NUMBER:
        return fmt_number(value)
    return str(value)


def told_of_many(event_id: int, registrations: Sequence[Registration]) -> dict[int, list[Told]]:
    """The answers of many registrations in words, with a fixed number of questions asked."""
    known = answers_by_question([one.id for one in registrations])
    asked = questions_of(event_id, archived=True) if known else []
    found: dict[int, list[Told]] = {}
    for registration in registrations:
        for one in asked:
            answer, wording = known.get((registration.id, one.id), (None, None))
            if answer is None or wording is None:
                continue
            found.setdefault(registration.id, []).append(
                Told(
                    by_language(wording.label_vi, wording.label_en),
                    in_words(one.question, wording, answer.value["value"]),
                    one.question.is_private,
                    one.question.archived_at is not None,
                )
            )
    return found
