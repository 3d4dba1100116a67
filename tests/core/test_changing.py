"""Two people who change the same thing at once: nothing gets lost unseen."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from core.changing import ChangeForm


class RoomForm(ChangeForm):
    """A room as two organisers edit it."""

    name = StringField("Name")
    seats = IntegerField("Seats")
    kind = SelectField("Kind", choices=[SelectChoice("hall", "Hall"), SelectChoice("tent", "Tent")])
    is_shared = BooleanField("Shared")


BEFORE = {"name": "Hội trường", "seats": 100, "kind": "hall", "is_shared": False}


@pytest.fixture(autouse=True)
def _request(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    with app.test_request_context("/", method="POST"):
        yield


def drawn(**stands: Any) -> str:
    """What the page carried when these values stood."""
    return str(RoomForm(formdata=None, data={**BEFORE, **stands}).stood.data)


def sent(page: str, *, stands: dict[str, Any], **typed: Any) -> RoomForm:
    """The form as it comes back from a page, over what stands by now."""
    shown = {name: value for name, value in BEFORE.items() if value is not False}
    values = {**shown, **typed, "stood": page}
    return RoomForm(formdata=MultiDict(values), data={**BEFORE, **stands})


def test_what_only_one_changed_is_saved() -> None:
    form = sent(drawn(), stands={}, name="Phòng lớn")

    assert form.validate()
    assert form.name.data == "Phòng lớn"


def test_what_the_sender_left_alone_keeps_the_change_of_the_other() -> None:
    form = sent(drawn(), stands={"seats": 80, "is_shared": True}, name="Phòng lớn")

    assert form.validate()
    assert (form.name.data, form.seats.data, form.is_shared.data) == ("Phòng lớn", 80, True)


def test_where_both_changed_the_same_the_second_reads_the_first_and_saves_again() -> None:
    form = sent(drawn(), stands={"seats": 80}, seats="120")

    assert not form.validate()
    assert "80" in form.seats.errors[0]
    again = sent(str(form.stood.data), stands={"seats": 80}, seats="120")
    assert again.validate()
    assert again.seats.data == 120


def test_a_choice_of_the_other_is_told_by_its_label() -> None:
    form = RoomForm(
        formdata=MultiDict({"name": "A", "seats": "1", "kind": "hall", "stood": drawn(kind="")}),
        data={**BEFORE, "kind": "tent"},
    )

    assert not form.validate()
    assert "Tent" in form.kind.errors[0]


def test_two_who_change_it_alike_are_not_told() -> None:
    assert sent(drawn(), stands={"seats": 80}, seats="80").validate()


@pytest.mark.parametrize("mark", ["", "nonsense", "seats:", ":::: a:b name:zz"])
def test_a_page_without_a_mark_or_with_nonsense_breaks_nothing(mark: str) -> None:
    form = sent(mark, stands={}, name="Phòng lớn")

    form.validate()
    assert form.errors == {} or "name" in form.errors
