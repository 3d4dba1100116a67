"""Rows of the role × route table for exhibitors, halls and applications."""

from typing import Any

from tests.policy import ORGANISERS, SIGNED_IN, TEAM, Cast, Route

OWN = frozenset({"exhibitor_admin", "exhibitor_staff"})


def _slug(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug}


def _company(cast: Cast) -> dict[str, Any]:
    return {"company_id": cast.ids["company"]}


def _application(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "application_id": cast.ids["application"]}


def _own(cast: Cast) -> dict[str, Any]:
    return {"application_id": cast.ids["application"]}


def _draw(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "number": 1}


def _hall(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "hall_id": cast.ids["hall"]}


ROUTES = {
    "exhibitors.search": Route(query={"q": "che"}),
    "exhibitors.seasons": Route(query={"month": "11"}),
    "exhibitors.event_seasons": Route(params=_slug),
    "exhibitors.index": Route(params=_slug),
    "exhibitors.products": Route(params=_slug),
    "exhibitors.plan": Route(params=_slug, query={"q": "tea"}),
    "exhibitors.company": Route(params=_company),
    "exhibitors.product": Route(params=lambda cast: {"product_id": cast.ids["product"]}),
    "exhibitors.apply": Route(
        allow=SIGNED_IN,
        params=_slug,
        data=lambda cast: {"company": cast.ids["rival_company"], "category": "0"},
    ),
    "exhibitors.events": Route(allow=OWN, params=_company),
    "exhibitors.withdraw": Route(
        allow=OWN, params=lambda cast: {"application_id": cast.ids["application"]}
    ),
    "exhibitors.hall": Route(allow=ORGANISERS, params=_slug),
    "exhibitors.edit_plan": Route(allow=ORGANISERS, params=_hall),
    "exhibitors.save_plan": Route(allow=ORGANISERS, params=_hall),
    "exhibitors.delete_hall": Route(allow=ORGANISERS, params=_hall),
    "exhibitors.add_hall": Route(
        allow=ORGANISERS, params=_slug, data=lambda _cast: {"hall-name": "Khu Z"}
    ),
    "exhibitors.add_category": Route(
        allow=ORGANISERS, params=_slug, data=lambda _cast: {"category-name_vi": "Góc"}
    ),
    "exhibitors.edit_category": Route(
        allow=ORGANISERS,
        params=lambda cast: {"slug": cast.slug, "category_id": cast.ids["category"]},
        data=lambda _cast: {"name_vi": "Góc", "price": "2 triệu"},
    ),
    "exhibitors.delete_category": Route(
        allow=ORGANISERS,
        params=lambda cast: {"slug": cast.slug, "category_id": cast.ids["category"]},
    ),
    "exhibitors.draw_rows": Route(
        allow=ORGANISERS,
        params=_slug,
        data=lambda cast: {
            "rows-hall": cast.ids["hall"],
            "rows-category": cast.ids["category"],
            "rows-letters": "Z",
            "rows-count": "2",
            "rows-first": "1",
        },
    ),
    "exhibitors.delete_booth": Route(
        allow=ORGANISERS, params=lambda cast: {"slug": cast.slug, "booth_id": cast.ids["booth"]}
    ),
    "exhibitors.applications": Route(allow=TEAM, params=_slug),
    "exhibitors.staff_application": Route(allow=TEAM, params=_application),
    "exhibitors.queue": Route(allow=TEAM, params=_application),
    "exhibitors.take_offer_for": Route(allow=TEAM, params=_application, ok=(404,)),
    "exhibitors.answer_paper": Route(
        allow=TEAM,
        params=lambda cast: {"slug": cast.slug, "paper_id": cast.ids["paper"]},
        data=lambda _cast: {"answer": "accept"},
    ),
    "exhibitors.application": Route(allow=OWN, params=_own),
    "exhibitors.answer_offer": Route(allow=OWN, params=_own, data=lambda _cast: {"answer": "yes"}),
    "exhibitors.stand_in_line": Route(allow=OWN, params=_own),
    "exhibitors.send_paper": Route(
        allow=OWN, params=_own, data=lambda cast: {"kind": cast.ids["paper_kind"]}
    ),
    "exhibitors.paper": Route(
        allow=OWN | TEAM, params=lambda cast: {"paper_id": cast.ids["paper"]}, ok=(404,)
    ),
    "exhibitors.withdraw_group": Route(
        allow=OWN, params=lambda cast: {"group_id": cast.ids["group"]}, ok=(404,)
    ),
    "exhibitors.answer_partner": Route(
        allow=frozenset({"rival"}),
        params=lambda cast: {"partner_id": cast.ids["partner"]},
        data=lambda _cast: {"answer": "yes"},
    ),
    "exhibitors.rules": Route(allow=ORGANISERS, params=_slug),
    "exhibitors.set_criteria": Route(
        allow=ORGANISERS, params=_slug, data=lambda _cast: {"criteria-ocop": "10"}
    ),
    "exhibitors.add_paper_kind": Route(
        allow=ORGANISERS, params=_slug, data=lambda _cast: {"paper-name_vi": "Giấy phép"}
    ),
    "exhibitors.delete_paper_kind": Route(
        allow=ORGANISERS,
        params=lambda cast: {"slug": cast.slug, "kind_id": cast.ids["paper_kind"]},
        ok=(404,),
    ),
    "exhibitors.announce_draw": Route(allow=ORGANISERS, params=_slug),
    "exhibitors.close_draw": Route(allow=ORGANISERS, params=_draw),
    "exhibitors.hold_draw": Route(allow=ORGANISERS, params=_draw),
    "exhibitors.cancel_draw": Route(allow=ORGANISERS, params=_draw),
    "exhibitors.fees": Route(allow=TEAM, params=_slug),
    "exhibitors.pay_fee": Route(
        allow=TEAM,
        params=lambda cast: {"slug": cast.slug, "fee_id": cast.ids["fee"]},
        data=lambda _cast: {"amount": "1.000", "paid_on": "2026-11-20", "reference": "FT1"},
    ),
    "exhibitors.reverse_payment": Route(
        allow=TEAM,
        params=lambda cast: {"slug": cast.slug, "payment_id": cast.ids["payment"]},
    ),
    "exhibitors.remind_fees": Route(allow=TEAM, params=_slug),
    "exhibitors.set_fee_account": Route(allow=ORGANISERS, params=_slug),
    "exhibitors.sheets": Route(allow=TEAM, params=_slug),
    "exhibitors.sheet": Route(
        allow=TEAM | OWN,
        params=lambda cast: {"slug": cast.slug, "exhibitor_id": cast.ids["exhibitor"]},
    ),
    "exhibitors.lotteries": Route(params=_slug),
    "exhibitors.lottery": Route(params=_draw),
    "exhibitors.lottery_list": Route(params=_draw),
    "exhibitors.lottery_file": Route(params=_draw),
    "exhibitors.lottery_script": Route(),
    "exhibitors.approve": Route(allow=TEAM, params=_application),
    "exhibitors.decline": Route(
        allow=TEAM, params=_application, data=lambda _cast: {"reason": "Hết chỗ"}
    ),
    "exhibitors.reopen": Route(allow=TEAM, params=_application),
    "exhibitors.allot": Route(
        allow=TEAM,
        params=lambda cast: {"slug": cast.slug, "exhibitor_id": cast.ids["exhibitor"]},
        data=lambda cast: {"booth_id": cast.ids["booth"]},
    ),
    "exhibitors.give_back": Route(
        allow=TEAM,
        params=lambda cast: {"slug": cast.slug, "allotment_id": cast.ids["allotment"]},
        ok=(404,),
    ),
}
