"""Consent is asked per purpose, unticked, and only what is needed is required."""

from flask import Flask

from accounts.consent.forms import consent_fields
from accounts.consent.models import Purpose
from accounts.consent.texts import TEXTS

ASKED = (Purpose.EVENT, Purpose.PHOTO)


def test_no_box_is_ticked_beforehand(app: Flask) -> None:
    with app.test_request_context():
        form = consent_fields(ASKED)(meta={"csrf": False})

        assert form.granted == []


def test_the_boxes_say_the_text_of_the_readers_language(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        form = consent_fields(ASKED)(meta={"csrf": False})

        assert [field.label.text for _, field in form.consents] == [
            TEXTS[purpose].text_en for purpose in ASKED
        ]


def test_only_the_necessary_purpose_is_required(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"consent_photo": "y"}):
        form = consent_fields(ASKED)(meta={"csrf": False})

        assert not form.validate()
        assert list(form.errors) == ["consent_event"]
        assert form.granted == [Purpose.PHOTO]
