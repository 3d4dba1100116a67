"""Filters of the search."""

from collections.abc import Iterable

from wtforms import SelectField

from core.forms import BaseForm
from core.i18n import N_, _, by_language
from events.catalogue.models import Tag


class FindForm(BaseForm):
    """Filters of the search; sent with the address, so without a token."""

    class Meta(BaseForm.Meta):
        """Reading needs no token."""

        csrf = False

    province = SelectField(N_("Province"), validate_choice=False)
    tag = SelectField(N_("Kind of product"), validate_choice=False)
    ocop = SelectField(N_("OCOP"), validate_choice=False)

    def offer(self, provinces: Iterable[tuple[str, str]], roots: Iterable[Tag]) -> None:
        """Offer the provinces of today and the top of the taxonomy."""
        self.province.choices = [("", _("All provinces")), *provinces]
        kinds = [(tag.code, by_language(tag.name_vi, tag.name_en)) for tag in roots]
        self.tag.choices = [("", _("All kinds")), *kinds]
        self.ocop.choices = [
            ("", _("With or without")),
            ("3", _("3 stars or more")),
            ("4", _("4 stars or more")),
            ("5", _("5 stars")),
        ]
        for field in (self.province, self.tag, self.ocop):
            if field.data not in {value for value, _label in field.choices}:
                field.data = ""  # nonsense in an address filters nothing
