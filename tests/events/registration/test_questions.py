"""Own questions: asked of whom they concern, kept with the words that were answered."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.consent.models import Purpose
from core.db import db
from events.programme.models import Event
from events.registration.asking import open_questions, questions_of, told
from events.registration.errors import AnswerMissing, KindFixed
from events.registration.models import Answer, Question, QuestionKind, Registration
from events.registration.services import (
    add_question,
    edit_question,
    end_question,
    keep_answers,
    move_question,
    register_visitor,
)
from tests.factories import (
    make_event,
    make_question,
    make_registration,
    make_team_member,
    now,
)
from tests.queries import count_queries

VALUES = {
    "kind": QuestionKind.CHOICE,
    "label_vi": "Bạn dự phiên nào?",
    "label_en": "Which session?",
    "options": [("Sáng", "Morning"), ("Chiều", "Afternoon")],
    "roles": ["visitor"],
    "is_required": True,
    "is_private": False,
}


def edit(question: Question, **values: Any) -> Question:
    return edit_question(question, VALUES | values, actor=None, at=now())


@pytest.fixture
def question(session: Any) -> Question:
    return add_question(make_event(), VALUES, actor=None, at=now())


def answered(question: Question, value: Any = "o1") -> Registration:
    registration = make_registration(db.session.get_one(Event, question.event_id))
    keep_answers(registration, {question.id: value}, actor=None, at=now())
    return registration


def test_an_answer_keeps_the_words_it_was_given_to(question: Question) -> None:
    registration = answered(question)

    edit(question, label_vi="Phiên nào?", options=[("Chiều", "Afternoon"), ("Tối", "Evening")])

    (one,) = told(registration)
    assert (one.label, one.text) == ("Bạn dự phiên nào?", "Sáng")
    assert question.version == 2
    (newest,) = questions_of(question.event_id)
    assert newest.choices == [("o2", "Chiều"), ("o3", "Tối")]


def test_words_nobody_has_answered_are_simply_changed(question: Question) -> None:
    edit(question, label_vi="Phiên nào?")

    assert (question.version, len(question.wordings)) == (1, 1)


def test_an_answered_question_keeps_its_kind(question: Question) -> None:
    answered(question)

    with pytest.raises(KindFixed):
        edit(question, kind=QuestionKind.SHORT)


def test_ending_deletes_what_nobody_answered_and_archives_the_rest(question: Question) -> None:
    unanswered = add_question(make_event(), VALUES, actor=None, at=now())
    registration = answered(question)

    assert end_question(unanswered, actor=None, at=now()) is True
    assert end_question(question, actor=None, at=now()) is False
    assert questions_of(question.event_id) == []
    assert [(one.text, one.is_archived) for one in told(registration)] == [("Sáng", True)]


def test_a_needed_answer_is_needed(session: Any, question: Question) -> None:
    event = db.session.get_one(Event, question.event_id)

    with pytest.raises(AnswerMissing):
        register_visitor(
            event,
            full_name="Lò Thị Hoa",
            email="hoa@test.invalid",
            phone=None,
            language="vi",
            consents=[Purpose.EVENT],
            answers={},
            at=now(),
        )


def test_questions_swap_places_and_the_first_stays_first(session: Any) -> None:
    event = make_event()
    first, second = (add_question(event, VALUES, actor=None, at=now()) for _ in range(2))

    move_question(first, up=True, actor=None, at=now())
    move_question(second, up=True, actor=None, at=now())

    assert [one.id for one in questions_of(event.id)] == [second.id, first.id]


def test_only_their_role_is_asked_and_the_team_alone_sees_what_is_private(session: Any) -> None:
    event = make_event()
    make_question(event, roles=["press"])
    make_question(event, is_private=True)
    mine = make_question(event)

    asked = open_questions(make_registration(event))

    assert [one.id for one in asked] == [mine.id]


def test_an_emptied_answer_is_taken_away(question: Question) -> None:
    registration = answered(question)

    keep_answers(registration, {question.id: None}, actor=None, at=now(), complete=False)

    assert db.session.scalars(sa.select(Answer)).all() == []


# ── pages ───────────────────────────────────────────────────────────────────────────────────────

KINDS_ASKED: list[tuple[QuestionKind, Any, Any]] = [
    (QuestionKind.SHORT, "Xe buýt", "Xe buýt"),
    (QuestionKind.LONG, "Hai dòng\nchữ", "Hai dòng\nchữ"),
    (QuestionKind.NUMBER, "12", 12),
    (QuestionKind.YES_NO, "no", False),
    (QuestionKind.CONSENT, "y", True),
    (QuestionKind.CHOICE, "o2", "o2"),
    (QuestionKind.SEVERAL, ["o1", "o2"], ["o1", "o2"]),
]
OPTIONS = [("Sáng", "Morning"), ("Chiều", "Afternoon")]
PERSON = {"full_name": "Lò Thị Hoa", "phone": "0912 345 678", "consent_event": "y"}


@pytest.fixture
def fair(committed: Any) -> dict[QuestionKind, int]:
    def make() -> dict[QuestionKind, int]:
        event = make_event(slug="hoi-cho")
        return {
            kind: make_question(event, kind=kind, is_required=True, options=OPTIONS).id
            for kind, _typed, _kept in KINDS_ASKED
        }

    made: dict[QuestionKind, int] = committed(make)
    return made


def test_every_kind_is_asked_and_kept(
    client: Any, app: Flask, fair: dict[QuestionKind, int]
) -> None:
    typed = {f"question_{fair[kind]}": value for kind, value, _kept in KINDS_ASKED}

    answer = client.submit("/events/hoi-cho/register", PERSON | typed)

    assert answer.status_code == 303
    with app.app_context():
        kept = {
            one.question_id: one.value["value"] for one in db.session.scalars(sa.select(Answer))
        }
    assert kept == {fair[kind]: value for kind, _typed, value in KINDS_ASKED}


def test_what_was_typed_stays_beside_what_is_missing(
    client: Any, app: Flask, fair: dict[QuestionKind, int]
) -> None:
    answer = client.submit(
        "/events/hoi-cho/register",
        PERSON | {f"question_{fair[QuestionKind.SHORT]}": "Xe buýt của xã"},
    )

    assert (answer.status_code, "Xe buýt của xã" in answer.text) == (422, True)
    with app.app_context():
        assert db.session.scalars(sa.select(Registration)).all() == []


def test_a_choice_that_was_not_offered_is_refused(
    client: Any, fair: dict[QuestionKind, int]
) -> None:
    typed = {f"question_{fair[kind]}": value for kind, value, _kept in KINDS_ASKED}
    typed[f"question_{fair[QuestionKind.CHOICE]}"] = "o99"

    assert client.submit("/events/hoi-cho/register", PERSON | typed).status_code == 422


def test_who_did_not_register_on_the_page_answers_by_the_ticket(
    client: Any, app: Flask, committed: Any
) -> None:
    def make() -> tuple[str, int]:
        event = make_event()
        registration = make_registration(event, role="speaker")
        return registration.access_token, make_question(event, roles=["speaker"]).id

    token, question_id = committed(make)

    assert f"/t/{token}/questions" in client.get(f"/t/{token}").text
    client.submit(f"/t/{token}/questions", {f"question_{question_id}": "Ô tô"})
    assert f"/t/{token}/questions" not in client.get(f"/t/{token}").text


def test_answers_stand_in_the_list_and_the_file(client: Any, committed: Any) -> None:
    def make() -> int:
        event = make_event(slug="hoi-cho")
        question = make_question(event)
        registration = make_registration(event)
        keep_answers(registration, {question.id: "=Xe buýt"}, actor=None, at=now())
        return int(make_team_member(event).id)

    client.sign_in(committed(make))
    base = "/manage/events/hoi-cho/registrations"
    with client.application.app_context():
        (question_id,) = db.session.scalars(sa.select(Question.id))

    assert "=Xe buýt" in client.get(f"{base}?show={question_id}").text
    assert "Bạn đi bằng gì?" in client.get(f"{base}.csv").text
    assert "'=Xe buýt" in client.get(f"{base}.csv").text


def test_an_organiser_writes_a_question_without_a_script(
    client: Any, app: Flask, committed: Any
) -> None:
    client.sign_in(committed(lambda: make_team_member(make_event(slug="hoi-cho"))))
    page = "/manage/events/hoi-cho/registrations/questions/new"
    typed = {"kind": "choice", "label_vi": "Ăn trưa?", "roles": ["visitor", "press"]}

    refused = client.submit(page, typed | {"options": "Có"})
    done = client.submit(page, typed | {"options": "Có | Yes\nKhông | No", "is_required": "y"})

    assert (refused.status_code, "Ăn trưa?" in refused.text) == (422, True)
    assert done.status_code == 303
    with app.app_context():
        (question,) = db.session.scalars(sa.select(Question))
        (asked,) = questions_of(question.event_id)
        assert question.roles == ["visitor", "press"]
        assert asked.choices == [("o1", "Có"), ("o2", "Không")]


@pytest.mark.parametrize("path", ["registrations/questions", "registrations", "registrations.csv"])
def test_lists_ask_the_same_number_of_questions_at_1_and_30(
    client: Any, app: Flask, committed: Any, path: str
) -> None:
    def more(number: int) -> None:
        event = db.session.scalars(sa.select(Event)).one()
        for _ in range(number):
            question = make_question(event)
            registration = make_registration(event)
            keep_answers(registration, {question.id: "Ô tô"}, actor=None, at=now())

    client.sign_in(committed(lambda: make_team_member(make_event(slug="hoi-cho"))))
    counts = []
    for number in (1, 29):
        committed(more, number)
        with count_queries(app) as sent:
            client.get(f"/manage/events/hoi-cho/{path}").get_data()
        counts.append(len(sent))

    assert counts[0] == counts[1]
