"""Uploading a list, and saying which column is what."""

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import BaseForm
from core.i18n import N_, _
from events.imports import words
from events.imports.models import Import
from events.imports.states import ImportKind


class UploadForm(BaseForm):
    """Which list, and its file."""

    kind = RadioField(
        N_("What is in the file?"), default=ImportKind.COMPANIES, validators=[InputRequired()]
    )
    file = FileField(
        N_("File"),
        description=N_(
            "Excel (.xlsx) or CSV, at most 12 MB and 20,000 rows. Nothing is written before you "
            "have seen what becomes of every row."
        ),
        validators=[FileRequired(N_("Choose a file."))],
    )
    source = StringField(
        N_("Where does the list come from?"),
        description=N_("For example: Hội Doanh nghiệp tỉnh. It stands on claim slips."),
        validators=[Length(max=200)],
    )

    def offer(self, *, at_event: bool) -> None:
        """The lists that can be imported here."""
        kinds = words.EVENT_KINDS if at_event else words.KINDS
        self.kind.choices = [(kind.value, _(word)) for kind, word in kinds.items()]


def chosen_columns(one: Import, sent: Mapping[str, str], known: set[str]) -> dict[str, int]:
    """What the page of columns said: each column of the file has a select ``column-N``."""
    mapping: dict[str, int] = {}
    for place in range(len(one.headings)):
        key = sent.get(f"column-{place}", "")
        if key not in known:
            continue
        mapping[f"{key}#{place}" if key in mapping else key] = place
    return mapping


def twice_chosen(mapping: Mapping[str, Any]) -> str | None:
    """What two columns were said to be, if any."""
    return next((key.partition("#")[0] for key in mapping if "#" in key), None)
