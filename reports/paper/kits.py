"""From rows to papers, in the language of whoever prints them."""

from collections.abc import Sequence

from core.i18n import _, by_language, fmt_day, fmt_range, fmt_time
from core.pdf import fonts_folder
from core.web import public_url
from events.exhibitors.models import Exhibitor
from events.leads.words import legend
from events.programme.models import Event
from matchmaking.meetings.models import Meeting
from matchmaking.timetable.words import place_word
from reports.paper import queries
from reports.paper.document import Kit, Visit, Words, kits_pdf


def papers(event: Event, exhibitors: Sequence[Exhibitor]) -> bytes:
    """The papers of these firms as one PDF."""
    return kits_pdf(_kits(event, exhibitors), _words(), fonts=fonts_folder())


def _kits(event: Event, exhibitors: Sequence[Exhibitor]) -> list[Kit]:
    meetings = queries.meetings_by_exhibitor([one.id for one in exhibitors])
    products = queries.products_by_company([one.company_id for one in exhibitors])
    where = filter(None, (fmt_range(event.starts_at, event.ends_at, event.zone), event.place))
    when_and_where = " · ".join(where)
    return [
        Kit(
            company=by_language(one.company.name, one.company.name_en),
            booth=", ".join(sorted(row.booth.label for row in one.allotments)),
            event=by_language(event.name_vi, event.name_en),
            when_and_where=when_and_where,
            address=public_url("exhibitors.company", company_id=one.company_id),
            visits=[_visit(meeting, event) for meeting in meetings.get(one.id, [])],
            products=[by_language(p.name_vi, p.name_en) for p in products.get(one.company_id, [])],
            codes=legend(products.get(one.company_id, [])),
        )
        for one in exhibitors
    ]


def _visit(meeting: Meeting, event: Event) -> Visit:
    placement = meeting.placement
    if placement is None:  # the query takes placed ones alone
        raise ValueError(meeting.id)
    slot, table = placement.slot, placement.table
    return Visit(
        day=fmt_day(slot.starts_at, event.zone),
        time=f"{fmt_time(slot.starts_at, event.zone)}–{fmt_time(slot.ends_at, event.zone)}",
        partner=meeting.buyer.company.name,
        place=" · ".join(filter(None, (place_word(table), table.where if table else ""))),
    )


def _words() -> Words:
    return Words(
        stickers=_("Stickers"),
        plan=_("Your meetings"),
        no_visits=_("No meetings are placed yet. Print this page again before the fair."),
        tally=_("Tally sheet for contacts"),
        tally_help=_(
            "One line for each person: the digits under the QR code of their badge, the letters of "
            "what they ask about, and one to three exclamation marks if it is urgent."
        ),
        booth=_("Booth"),
        columns=(_("No."), _("Badge"), _("Name, company"), _("Letters"), _("What was agreed")),
    )
