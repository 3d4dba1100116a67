"""Making, wording, ordering and ending the organiser's questions; keeping answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import db, lock
from events.programme.models import Event
from events.registration.asking import WITH_OPTIONS, asked_of
from events.registration.errors import AnswerMissing, ArchivedQuestion, KindFixed
from events.registration.models import Answer, Question, QuestionKind, Registration, Wording

WORDS = ("label_vi", "label_en", "help_vi", "help_en")
NOTHING: tuple[Any, ...] = (None, "", [])


def add_question(event: Event, values: Mapping[str, Any], *, actor: Any, at: datetime) -> Question:
    """A new question at the end of the list. Flushed, not committed.

    ``values``: kind, roles, is_required, is_private, the words in ``WORDS``, and options as pairs
    of Vietnamese and English.
    """
    last = sa.select(sa.func.max(Question.position)).where(Question.event_id == event.id)
    question = Question(
        event_id=event.id,
        kind=values["kind"],
        roles=list(values["roles"]),
        is_required=values["is_required"],
        is_private=values["is_private"],
        position=(db.session.scalar(last) or 0) + 1,
        made_at=at,
    )
    options = _keyed(values, known=[])
    question.wordings = [Wording(version=1, options=options, written_at=at, **_words(values))]
    activity.record("question:added", question, actor=actor, at=at, kind=question.kind.value)
    return question


def edit_question(
    question: Question, values: Mapping[str, Any], *, actor: Any, at: datetime
) -> Question:
    """Change a question. New words make a new version once somebody has answered the old ones.

    Raises
    ------
    KindFixed, ArchivedQuestion
    """
    lock(question)
    if question.archived_at is not None:
        raise ArchivedQuestion
    answered = _is_answered(question)
    if answered and values["kind"] is not question.kind:
        raise KindFixed
    question.kind, question.roles = values["kind"], list(values["roles"])
    question.is_required, question.is_private = values["is_required"], values["is_private"]
    newest = next(w for w in question.wordings if w.version == question.version)
    words = {**_words(values), "options": _keyed(values, known=newest.options)}
    if any(getattr(newest, name) != value for name, value in words.items()):
        if answered:
            question.version += 1
            question.wordings.append(Wording(version=question.version, written_at=at, **words))
        else:
            for name, value in words.items():
                setattr(newest, name, value)
    activity.record("question:edited", question, actor=actor, at=at, version=question.version)
    return question


def end_question(question: Question, *, actor: Any, at: datetime) -> bool:
    """Ask no more: deleted when nobody has answered, else archived. True when it was deleted."""
    lock(question)
    if _is_answered(question):
        question.archived_at = question.archived_at or at
        activity.record("question:archived", question, actor=actor, at=at)
        return False
    activity.record("question:deleted", question, actor=actor, at=at)
    db.session.delete(question)
    db.session.flush()
    return True


def move_question(question: Question, *, up: bool, actor: Any, at: datetime) -> None:
    """Swap a question with its neighbour; the first and the last stay where they are."""
    neighbour = sa.select(Question).where(
        Question.event_id == question.event_id, Question.archived_at.is_(None)
    )
    if up:
        neighbour = neighbour.where(Question.position < question.position)
        neighbour = neighbour.order_by(Question.position.desc())
    else:
        neighbour = neighbour.where(Question.position > question.position)
        neighbour = neighbour.order_by(Question.position)
    other = db.session.scalar(neighbour.limit(1))
    if other is None:
        return
    question.position, other.position = other.position, question.position
    activity.record("question:moved", question, actor=actor, at=at, up=up)


def keep_answers(
    registration: Registration,
    values: Mapping[int, Any],
    *,
    actor: Any,
    at: datetime,
    private: bool = False,
    complete: bool = True,
) -> int:
    """Keep what somebody answered, by question; how many. An emptied answer is taken away.

    With ``complete`` every required question must be there. Flushed, not committed.

    Raises
    ------
    AnswerMissing
    """
    kept = 0
    for one in asked_of(registration.event_id, registration.role, private=private):
        question, value = one.question, values.get(one.id)
        empty = value in NOTHING or (question.kind is QuestionKind.CONSENT and value is False)
        if empty and question.is_required and complete and not question.is_private:
            raise AnswerMissing(question=one.label)
        if one.id in values:
            kept += _keep(registration, one.question, None if value in NOTHING else value, at=at)
    if kept:
        activity.record("answers:kept", registration, actor=actor, at=at, answers=kept)
    return kept


def _keep(registration: Registration, question: Question, value: Any, *, at: datetime) -> int:
    theirs = sa.select(Answer).where(
        Answer.registration_id == registration.id, Answer.question_id == question.id
    )
    answer = db.session.scalar(theirs)
    if value is None:
        if answer is not None:
            db.session.delete(answer)
        return int(answer is not None)
    if answer is None:
        answer = Answer(
            event_id=registration.event_id,
            registration_id=registration.id,
            question_id=question.id,
        )
        db.session.add(answer)
    answer.version, answer.value, answer.answered_at = question.version, {"value": value}, at
    db.session.flush()
    return 1


def _is_answered(question: Question) -> bool:
    theirs = sa.select(Answer.id).where(Answer.question_id == question.id).limit(1)
    return db.session.scalar(theirs) is not None


def _words(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: values.get(name) or "" for name in WORDS}


def _keyed(values: Mapping[str, Any], *, known: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The options with keys that stay: an option that keeps its Vietnamese words keeps its key."""
    if values["kind"] not in WITH_OPTIONS:
        return []
    keys = {one["vi"]: one["key"] for one in known}
    numbers = [int(key[1:]) for key in keys.values()]
    following = max(numbers, default=0) + 1
    options = []
    for vi, en in values["options"]:
        key = keys.get(vi)
        if key is None:
            key, following = f"o{following}", following + 1
        options.append({"key": key, "vi": vi, "en": en})
    return options
