"""What the tests of pages share: one fair with a buyer, a need and exhibitors that fit it."""

from datetime import timedelta
from typing import Any

from events.programme.models import MeetingMode
from tests.factories import (
    make_allotment,
    make_booth,
    make_buyer,
    make_company,
    make_event,
    make_exhibitor,
    make_member,
    make_need,
    make_ocop,
    make_product,
    make_slot,
    make_table,
)


def make_fair(*, exhibitors: int = 2, needs: int = 1, **values: Any) -> dict[str, Any]:
    """Ids of a fair with so many tea exhibitors and so many needs for tea."""
    mode = values.pop("mode", MeetingMode.BOOKS)
    event = make_event(meeting_mode=mode, **values)
    buyer = make_buyer(event, make_company(name="Siêu thị Quà Việt"))
    fair: dict[str, Any] = {
        "event": event.id,
        "slug": event.slug,
        "buyer": buyer.id,
        "buyer_user": make_member(buyer.company, full_name="Nguyễn Thị Mua").id,
        "needs": [make_need(buyer).id for _number in range(needs)],
        "exhibitors": [],
        "exhibitor_users": [],
        "slots": [
            make_slot(event, starts_at=event.starts_at + timedelta(minutes=20 * n)).id
            for n in range(3)
        ],
        "tables": [make_table(event, zone="Khu kết nối").id for _number in range(2)],
    }
    for number in range(exhibitors):
        company = make_company(name=f"HTX Chè Bản {number + 1}")
        exhibitor = make_exhibitor(event, company)
        make_allotment(make_booth(event, label=f"K{number + 1:02d}"), exhibitor)
        make_ocop(make_product(company))
        fair["exhibitors"].append(exhibitor.id)
        fair["exhibitor_users"].append(
            make_member(company, full_name=f"Sùng A Bán {number + 1}").id
        )
    return fair
