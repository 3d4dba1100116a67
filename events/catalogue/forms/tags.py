"""What is asked of those who keep the kinds of products."""

from collections.abc import Iterable
from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.forms import BaseForm
from core.i18n import N_, _, by_language
from events.catalogue.tags import TagEntry

WORDS = (
    "name_vi",
    "name_en",
    "name_zh",
    "name_lo",
    "synonyms_vi",
    "synonyms_en",
    "synonyms_zh",
    "synonyms_lo",
)


def _choices(known: Iterable[TagEntry]) -> list[tuple[str, str]]:
    """Kinds as a list to choose from, set in by their depth."""
    return [
        (one.code, "\u2003" * one.code.count(".") + by_language(one.name_vi, one.name_en))
        for one in known
    ]


class TagForm(BaseForm):
    """What a kind of product is called, in four languages."""

    name_vi = StringField(N_("Name in Vietnamese"), validators=[InputRequired(), Length(max=120)])
    name_en = StringField(N_("Name in English"), validators=[InputRequired(), Length(max=120)])
    name_zh = StringField(N_("Name in Chinese"), validators=[Length(max=120)])
    name_lo = StringField(N_("Name in Lao"), validators=[Length(max=120)])
    synonyms_vi = TextAreaField(
        N_("Other names in Vietnamese"),
        description=N_("Separated by commas or lines. People find the kind by each of them."),
        validators=[Length(max=2000)],
    )
    synonyms_en = TextAreaField(N_("Other names in English"), validators=[Length(max=2000)])
    synonyms_zh = TextAreaField(N_("Other names in Chinese"), validators=[Length(max=2000)])
    synonyms_lo = TextAreaField(N_("Other names in Lao"), validators=[Length(max=2000)])

    @property
    def words(self) -> dict[str, str]:
        """What the form says."""
        return {name: self[name].data or "" for name in WORDS}


class _ChooseTagForm(BaseForm):
    """One kind out of all."""

    tag = SelectField(N_("Kind of product"))

    def __init__(self, known: Iterable[TagEntry], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tag.choices = [("", _("Choose…")), *_choices(known)]


class MoveTagForm(_ChooseTagForm):
    """Below which kind it stands; nothing for the top."""

    tag = SelectField(N_("Stands below"))

    def __init__(self, known: Iterable[TagEntry], *args: Any, **kwargs: Any) -> None:
        super().__init__(known, *args, **kwargs)
        self.tag.choices = [("", _("nothing: it is a sector")), *self.tag.choices[1:]]


class MergeTagForm(_ChooseTagForm):
    """Into which other kind it goes."""

    tag = SelectField(N_("Merge into"), validators=[InputRequired()])


class AliasForm(_ChooseTagForm):
    """Of which kind a word is another name."""

    tag = SelectField(N_("Another name of"), validators=[InputRequired()])


class RefuseForm(BaseForm):
    """Why a word is no kind of product."""

    reason = TextAreaField(
        N_("Reason, for the company to read"), validators=[InputRequired(), Length(max=500)]
    )
