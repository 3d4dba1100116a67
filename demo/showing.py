"""The demo's halls, exhibitors and applications."""

from collections.abc import Sequence
from datetime import datetime
from itertools import cycle

import sqlalchemy as sa

from accounts.companies.models import Company
from core.db import db
from demo.cast import Cast
from demo.fairs import Fairs
from events.exhibitors.models import (
    Allotment,
    Application,
    Booth,
    BoothCategory,
    Exhibitor,
)
from events.exhibitors.rows import BoothRow
from events.exhibitors.services.hall import add_category, add_hall, draw_row
from events.exhibitors.states import ApplicationState
from events.programme.models import Event

NEAR = ("2025-14", "2025-15", "2025-12", "2025-11", "2025-25")  # Sơn La and its neighbours
AT_COMING, AT_RUNNING, AT_OVER, AT_SEMINAR = 124, 48, 40, 12
WAITING, DECLINED = 7, 2


def make_exhibitors(fairs: Fairs, cast: Cast, *, at: datetime) -> dict[int, list[Exhibitor]]:
    """Halls, booths and exhibitors of every event, by event id. Flushed, not committed."""
    makers, near = cast.exhibitors, [c for c in cast.exhibitors if c.province_key in NEAR]
    teas = [company for company in near if "chè" in company.name.lower()] or near
    shown = {
        fairs.coming: [cast.sample, *makers[:AT_COMING]],
        fairs.running: [cast.sample, *near[:AT_RUNNING]],
        fairs.over: near[-AT_OVER:],
        fairs.tea_seminar: [cast.sample, *teas[:AT_SEMINAR]],
        fairs.export_seminar: [cast.sample, *near[:AT_SEMINAR]],
    }
    _halls(fairs, cast, at=at)
    made = {event.id: _show(event, companies, at=at) for event, companies in shown.items()}
    _waiting(fairs.coming, makers[AT_COMING:], at=at)
    return made


def _halls(fairs: Fairs, cast: Cast, *, at: datetime) -> None:
    actor = cast.users["organiser"]
    for event, halls in (
        (fairs.coming, (("Khu A", "A-D", 18), ("Khu B", "E-H", 16))),
        (fairs.running, (("Nhà bạt chính", "A-D", 13),)),
        (fairs.over, (("Sân trước", "A-C", 14),)),
    ):
        standard = add_category(
            event,
            name_vi="Gian tiêu chuẩn",
            name_en="Standard booth",
            size="3 m × 3 m",
            price_minor=2_500_000,
            actor=actor,
            at=at,
        )
        for name, letters, count in halls:
            first, last = letters.split("-")
            rows = BoothRow(
                letters=tuple(chr(code) for code in range(ord(first), ord(last) + 1)),
                count=count,
                aisle_after=count // 2,
            )
            hall = add_hall(event, name, actor=actor, at=at)
            draw_row(hall, standard, rows, actor=actor, at=at)


def _show(event: Event, companies: Sequence[Company], *, at: datetime) -> list[Exhibitor]:
    """Approved applications, exhibitors and, where the event has halls, their booths."""
    theirs = sa.select(Booth).where(Booth.event_id == event.id).order_by(Booth.id)
    booths = list(db.session.scalars(theirs))
    category_id = booths[0].category_id if booths else None
    made = []
    for company in companies:
        application = Application(
            event_id=event.id,
            company_id=company.id,
            category_id=category_id,
            state=ApplicationState.APPROVED,
            submitted_at=at,
            answered_at=at,
        )
        db.session.add(application)
        db.session.flush()
        exhibitor = Exhibitor(
            event_id=event.id,
            company_id=company.id,
            application_id=application.id,
            approved_at=at,
        )
        db.session.add(exhibitor)
        made.append(exhibitor)
    db.session.flush()
    for exhibitor, booth in zip(made, booths, strict=False):
        values = {"booth_id": booth.id, "exhibitor_id": exhibitor.id, "allotted_at": at}
        db.session.add(Allotment(event_id=event.id, **values))
    db.session.flush()
    return made


def _waiting(event: Event, companies: Sequence[Company], *, at: datetime) -> None:
    """Applications that the organiser still has to answer, and some that were declined."""
    category = db.session.scalar(sa.select(BoothCategory).where(BoothCategory.event_id == event.id))
    states = [ApplicationState.SUBMITTED] * WAITING + [ApplicationState.DECLINED] * DECLINED
    notes = cycle(("Xin gian gần cổng chính nếu còn.", "", "Cần ổ điện để pha trà mời khách."))
    for company, state, note in zip(companies, states, notes, strict=False):
        declined = state is ApplicationState.DECLINED
        application = Application(
            event_id=event.id,
            company_id=company.id,
            category_id=category.id if category else None,
            state=state,
            note=note,
            answer="Đã hết gian cho ngành hàng này, mời tham gia phiên sau." if declined else "",
            submitted_at=at,
            answered_at=at if declined else None,
        )
        db.session.add(application)
    db.session.flush()
