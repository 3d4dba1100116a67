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


ROUTES = {
    "exhibitors.search": Route(query={"q": "che"}),
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
    "exhibitors.add_hall": Route(
        allow=ORGANISERS, params=_slug, data=lambda _cast: {"hall-name": "Khu Z"}
    ),
    "exhibitors.add_category": Route(
        allow=ORGANISERS, params=_slug, data=lambda _cast: {"category-name_vi": "Góc"}
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
