"""What is asked for the directory: of companies their word, of staff what a book is about."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, EmailField, SelectField, StringField, TelField
from wtforms.validators import InputRequired, Length, Optional

from accounts.companies.provinces import current_provinces
from accounts.sign_in.forms import a_phone, an_email, one_line
from core.forms import BaseForm
from core.i18n import N_, _, by_language, language
from events.catalogue.sectors import SECTORS
from events.catalogue.tags import TagEntry
from reports.whitebook.texts import TEXT_EN, TEXT_VI


class ListingForm(BaseForm):
    """A company agrees to be printed."""

    contact_name = StringField(
        N_("Contact person"),
        description=N_("Only what you write here is printed."),
        filters=[one_line],
        validators=[Length(max=120)],
    )
    contact_phone = TelField(N_("Phone number"), validators=[Optional(), a_phone])
    contact_email = EmailField(N_("E-mail"), validators=[Optional(), an_email])
    agrees = BooleanField(
        "", validators=[InputRequired(message=N_("Please tick that your company agrees."))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agrees.label.text = TEXT_EN if language() == "en" else TEXT_VI

    @property
    def contact(self) -> dict[str, str]:
        """What is printed."""
        return {
            "name": self.contact_name.data or "",
            "phone": self.contact_phone.data or "",
            "email": self.contact_email.data or "",
        }


class BookForm(BaseForm):
    """What a white book is about."""

    title_vi = StringField(
        N_("Title of the book in Vietnamese"),
        description=N_("For example: Danh bạ doanh nghiệp tỉnh Lào Cai 2026."),
        filters=[one_line],
        validators=[InputRequired(), Length(max=160)],
    )
    title_en = StringField(
        N_("Title of the book in English"), filters=[one_line], validators=[Length(max=160)]
    )
    province_key = SelectField(N_("Province"))
    sector = SelectField(N_("Sector"))
    tag_code = SelectField(N_("Kind of product"))

    def __init__(self, known: Iterable[TagEntry], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.province_key.choices = [("", _("All provinces"))] + [
            (one.key, by_language(one.name_vi, one.name_en)) for one in current_provinces()
        ]
        self.sector.choices = [("", _("All sectors"))] + [
            (one.key, _(one.label)) for one in SECTORS
        ]
        self.tag_code.choices = [("", _("All kinds"))] + [
            (one.code, "\u2003" * one.code.count(".") + by_language(one.name_vi, one.name_en))
            for one in known
        ]
