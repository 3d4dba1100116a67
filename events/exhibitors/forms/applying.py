"""What firms fill in when they apply, and how staff answer."""

from collections.abc import Collection, Iterable
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from core.forms import BaseForm, CheckboxesField
from core.i18n import N_, _, by_language, language, ngettext
from events.exhibitors.asking import Details, Wanted, read_place
from events.exhibitors.forms.hall import category_label
from events.exhibitors.models import Booth, BoothCategory, Hall
from events.exhibitors.states import Ground
from events.exhibitors.words import ground_name


def place_choices(halls: Iterable[Hall], kept: Collection[str] = ()) -> list[tuple[str, str]]:
    """Where a firm may wish to stand: anywhere, a hall, a row of it, one booth.

    Booths that others have are left out, and rows without a free booth; what was chosen before
    somebody else got it stays (``kept``), so that a form that comes back loses no wish.
    """
    choices = [("", "–")]
    for hall in halls:
        free = [booth for booth in hall.booths if _is_free(booth)]
        rows = dict.fromkeys(booth.row for booth in free)
        offered = [(Wanted(hall_id=hall.id), _("%(hall)s, anywhere", hall=hall.name))]
        for row in dict.fromkeys(booth.row for booth in hall.booths):
            text = _("%(hall)s, row %(row)s", hall=hall.name, row=row)
            offered.append((Wanted(hall_id=hall.id, row=row), text))
        for booth in hall.booths:
            kind = by_language(booth.category.name_vi, booth.category.name_en)
            offered.append((Wanted(booth_id=booth.id), f"{booth.label} · {kind}"))
        able = {Wanted(hall_id=hall.id).value, *(Wanted(booth_id=one.id).value for one in free)}
        able |= {Wanted(hall_id=hall.id, row=row).value for row in rows} | set(kept)
        choices += [(wanted.value, text) for wanted, text in offered if wanted.value in able]
    return choices


def _is_free(booth: Booth) -> bool:
    return booth.allotment is None and booth.held_for_id is None


class ApplyForm(BaseForm):
    """A firm asks to show."""

    company = SelectField(N_("Your company"), coerce=int, validators=[InputRequired()])
    category = RadioField(N_("What would you like?"), coerce=int, default=0)
    note = TextAreaField(
        N_("What will you show, and what should the organiser know?"),
        description=N_("For example: we need electricity for a fridge."),
        validators=[Length(max=2000)],
    )

    wish_1 = SelectField(N_("First wish"), default="")
    wish_2 = SelectField(N_("Second wish"), default="")
    wish_3 = SelectField(N_("Third wish"), default="")
    partners = TextAreaField(
        N_("Firms that share your booth"),
        description=N_("One a line, up to four: the tax code, or the name. They are asked first."),
        validators=[Length(max=1000)],
    )
    grounds = CheckboxesField(N_("Does one of these hold for your firm?"))
    consent = BooleanField(
        N_(
            "We agree that the organiser uses these answers to keep booths for priority groups. "
            "Public lists only say “priority group”, never why. We can take this back at any time."
        )
    )
    commune = StringField(
        N_("Commune or ward that sends you"),
        description=N_("Only if a commune takes part with you; leave it empty otherwise."),
        validators=[Length(max=120)],
    )

    def details(self) -> Details:
        """What was said beside company and category."""
        fields = (self.wish_1, self.wish_2, self.wish_3)
        wishes = (read_place(field.data or "") for field in fields)
        lines = (line.strip() for line in (self.partners.data or "").splitlines())
        return Details(
            wishes=tuple(wish for wish in wishes if wish is not None),
            grounds=tuple(Ground(value) for value in self.grounds.data or ()),
            has_consented=bool(self.consent.data),
            commune=self.commune.data or "",
            partners=tuple(line for line in lines if line),
            language=language(),
        )

    def offer_places(self, halls: Iterable[Hall]) -> None:
        """Offer the places of the event, and the grounds that count."""
        wishes = (self.wish_1, self.wish_2, self.wish_3)
        places = place_choices(halls, {field.data for field in wishes if field.data})
        for field in wishes:
            field.choices = places
        self.grounds.choices = [(one.value, ground_name(one)) for one in Ground]

    def offer(
        self, companies: Iterable[Any], categories: Iterable[tuple[BoothCategory, int, int]]
    ) -> None:
        """Offer the person's companies and the event's categories."""
        self.company.choices = [(company.id, company.name) for company in companies]
        kinds = [
            (one.id, f"{category_label(one)} · {ngettext('%(num)d left', '%(num)d left', free)}")
            for one, _total, free in categories
        ]
        self.category.choices = [*kinds, (0, _("Without a booth of our own"))]


class AnswerForm(BaseForm):
    """A booth to give, or a reason to decline."""

    booth_id = SelectField(N_("Booth"), coerce=int, default=0)
    reason = TextAreaField(N_("Reason"), validators=[Length(max=2000)])

    def offer(self, booths: Iterable[Booth]) -> None:
        """Offer the booths that are free now; one taken meanwhile is refused by the database."""
        self.booth_id.choices = [(0, "–"), *((booth.id, booth.label) for booth in booths)]


class PaperForm(BaseForm):
    """A paper that a firm sends."""

    kind = HiddenField()
    file = FileField(
        N_("File"),
        description=N_("A PDF or a photo, up to 6 MB."),
        validators=[InputRequired()],
    )
