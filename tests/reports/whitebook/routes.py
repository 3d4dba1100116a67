"""Rows of the role × route table for the business directory."""

from typing import Any

from tests.policy import Cast, Route

STAFF = frozenset({"admin", "organiser", "team", "other_organiser"})
EDITORS = frozenset({"exhibitor_admin", "admin"})


def _company(cast: Cast) -> dict[str, Any]:
    return {"company_id": cast.ids["company"]}


def _unknown(_cast: Cast) -> dict[str, Any]:
    return {"book_id": 999_999}


ROUTES = {
    "whitebook.listing": Route(allow=EDITORS, params=_company, data=lambda _cast: {"agrees": "y"}),
    "whitebook.withdraw": Route(allow=EDITORS, params=_company),
    "whitebook.published": Route(),
    "whitebook.download": Route(
        params=lambda _cast: {"book_id": 999_999, "kind": "pdf"}, ok=(404,)
    ),
    "whitebook.books": Route(allow=STAFF),
    "whitebook.ask": Route(allow=STAFF, data=lambda _cast: {"title_vi": "Sách trắng"}),
    "whitebook.progress": Route(allow=STAFF, params=_unknown, ok=(404,)),
    "whitebook.publish": Route(allow=STAFF, params=_unknown, ok=(404,)),
    "whitebook.hide": Route(allow=STAFF, params=_unknown, ok=(404,)),
    "whitebook.again": Route(allow=STAFF, params=_unknown, ok=(404,)),
    "whitebook.delete": Route(allow=STAFF, params=_unknown, ok=(404,)),
}
