"""Rows of the role × route table for companies and their people."""

from typing import Any

from tests.policy import SIGNED_IN, Cast, Route

PEOPLE = frozenset({"exhibitor_admin", "exhibitor_staff", "admin"})
EDITORS = frozenset({"exhibitor_admin", "admin"})
ADMIN = frozenset({"admin"})
INVITERS = frozenset({"exhibitor_admin"})


def _company(cast: Cast) -> dict[str, Any]:
    return {"company_id": cast.ids["company"]}


def _unknown_member(cast: Cast) -> dict[str, Any]:
    return {"company_id": cast.ids["company"], "member_id": 999_999}


ROUTES = {
    "companies.new": Route(allow=SIGNED_IN),
    "companies.edit": Route(allow=EDITORS, params=_company),
    "companies.members": Route(allow=PEOPLE, params=_company),
    "companies.invite": Route(
        allow=INVITERS,
        params=_company,
        data=lambda _cast: {"email": "moi@example.com", "role": "staff"},
    ),
    "companies.slip": Route(
        allow=INVITERS,
        params=_company,
        data=lambda _cast: {"full_name": "Mùa A", "phone": "0912345678", "role": "staff"},
    ),
    "companies.cancel": Route(
        allow=INVITERS,
        params=lambda cast: {"company_id": cast.ids["company"], "code_id": 999_999},
        ok=(404,),
    ),
    # Roles of members are changed and members removed in tests of pages, one by one.
    "companies.role": Route(
        allow=INVITERS, params=_unknown_member, data=lambda _cast: {"role": "staff"}, ok=(404,)
    ),
    "companies.remove": Route(allow=SIGNED_IN, params=_unknown_member, ok=(404,)),
    # The platform's admin alone; merging itself is told in tests of pages.
    "companies.duplicates": Route(allow=ADMIN),
    "companies.compare": Route(allow=ADMIN),
    "companies.merge": Route(
        allow=ADMIN,
        params=lambda cast: {
            "kept_id": cast.ids["company"],
            "gone_id": cast.ids["rival_company"],
        },
    ),
    "companies.distinct": Route(
        allow=ADMIN,
        params=lambda cast: {
            "first_id": cast.ids["company"],
            "second_id": cast.ids["rival_company"],
        },
    ),
    "companies.join": Route(params=lambda _cast: {"token": "unknown"}),
}
