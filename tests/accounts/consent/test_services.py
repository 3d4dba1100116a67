"""Consent is evidence: what was said, when, in which language, and until when."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts.consent.models import Consent, Purpose
from accounts.consent.queries import consents_of, has_consent
from accounts.consent.services import grant, withdraw
from accounts.consent.texts import TEXTS
from core.db import db
from tests import factories as make

pytestmark = pytest.mark.usefixtures("session")


def test_a_consent_keeps_version_language_channel_and_time(at: datetime) -> None:
    user = make.make_user()

    row = grant(Purpose.MARKETING, user=user, language="en", at=at, channel="desk")

    assert (row.text_version, row.language, row.channel, row.granted_at, row.withdrawn_at) == (
        TEXTS[Purpose.MARKETING].version,
        "en",
        "desk",
        at,
        None,
    )


def test_consent_twice_is_one_row(at: datetime) -> None:
    user = make.make_user()
    first = grant(Purpose.PHOTO, user=user, language="vi", at=at)

    second = grant(Purpose.PHOTO, user=user, language="vi", at=at + timedelta(days=1))

    assert second is first
    assert len(consents_of(user=user)) == 1


def test_a_newer_text_is_asked_for_and_kept_beside_the_old_one(at: datetime) -> None:
    user = make.make_user()
    old = grant(Purpose.PHOTO, user=user, language="vi", at=at)
    old.text_version = "2020-01"

    new = grant(Purpose.PHOTO, user=user, language="vi", at=at + timedelta(days=1))

    assert old.withdrawn_at == at + timedelta(days=1)
    assert new.text_version == TEXTS[Purpose.PHOTO].version


def test_withdrawing_ends_the_row_and_keeps_it(at: datetime) -> None:
    registration = make.make_registration(make.make_event())
    grant(Purpose.EVENT, registration=registration, language="vi", at=at)

    withdraw(Purpose.EVENT, registration=registration, at=at + timedelta(hours=1))

    assert not has_consent(Purpose.EVENT, registration=registration)
    assert [row.withdrawn_at for row in consents_of(registration=registration)] == [
        at + timedelta(hours=1)
    ]


def test_withdrawing_what_was_never_given_does_nothing(at: datetime) -> None:
    assert withdraw(Purpose.PHOTO, user=make.make_user(), at=at) is None


def test_consent_is_for_one_purpose_only(at: datetime) -> None:
    user = make.make_user()
    grant(Purpose.EVENT, user=user, language="vi", at=at)

    assert [p for p in Purpose if has_consent(p, user=user)] == [Purpose.EVENT]


def test_consent_needs_exactly_one_subject(at: datetime) -> None:
    with pytest.raises(ValueError, match="user or for a registration"):
        grant(Purpose.EVENT, language="vi", at=at)


def test_the_database_allows_one_live_consent_per_purpose(at: datetime) -> None:
    user = make.make_user()
    values: dict[str, Any] = {
        "user_id": user.id,
        "purpose": Purpose.EVENT,
        "text_version": "1",
        "language": "vi",
        "granted_at": at,
    }
    db.session.add(Consent(**values))
    db.session.flush()

    with pytest.raises(IntegrityError):
        db.session.execute(sa.insert(Consent).values(channel="web", **values))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_purpose_has_words_in_both_languages(purpose: Purpose) -> None:
    text = TEXTS[purpose]

    assert text.text("vi") != text.text("en")
    assert min(map(len, (text.title("vi"), text.title("en"), text.version))) > 0
