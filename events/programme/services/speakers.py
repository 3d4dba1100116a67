"""Who speaks at a session."""

from datetime import datetime
from typing import Any

from core import activity
from core.db import db
from events.programme.models import Session, Speaker

EDITABLE = ("full_name", "job_title", "organisation", "is_public")


def add_speaker(session: Session, values: dict[str, Any], *, by: Any, at: datetime) -> Speaker:
    """Somebody speaks at the session; flushed, not committed."""
    speaker = Speaker(event_id=session.event_id, session_id=session.id)
    return _fill(speaker, values, "speaker:added", by=by, at=at)


def edit_speaker(speaker: Speaker, values: dict[str, Any], *, by: Any, at: datetime) -> Speaker:
    """Change a speaker's name, post or consent to be named; flushed, not committed."""
    return _fill(speaker, values, "speaker:edited", by=by, at=at)


def remove_speaker(speaker: Speaker, *, by: Any, at: datetime) -> None:
    """Somebody does not speak after all; flushed, not committed."""
    activity.record("speaker:removed", speaker, actor=by, at=at, session=speaker.session_id)
    db.session.delete(speaker)
    db.session.flush()


def _fill(speaker: Speaker, values: dict[str, Any], verb: str, *, by: Any, at: datetime) -> Speaker:
    for name in EDITABLE:
        setattr(speaker, name, values[name])
    details = {"session": speaker.session_id, "is_public": speaker.is_public}
    activity.record(verb, speaker, actor=by, at=at, **details)
    return speaker
