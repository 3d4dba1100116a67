"""Rows of the role × route table for a company's products, tags and photos."""

from typing import Any

from tests.policy import SIGNED_IN, Cast, Route

ADMIN = frozenset({"admin"})
STAFF = frozenset({"admin", "organiser", "team", "other_organiser"})
OWN = frozenset({"exhibitor_admin", "exhibitor_staff", "admin"})


def _product(cast: Cast) -> dict[str, Any]:
    return {"product_id": cast.ids["product"]}


def _tag(cast: Cast) -> dict[str, Any]:
    return {"tag_id": cast.ids["tag"]}


def _word(_cast: Cast) -> dict[str, Any]:
    return {"key": "tu moi"}


def _unknown_photo(_cast: Cast) -> dict[str, Any]:
    return {"photo_id": 999_999}


def _unknown_certificate(_cast: Cast) -> dict[str, Any]:
    return {"certificate_id": 999_999}


def _company(cast: Cast) -> dict[str, Any]:
    return {"company_id": cast.ids["company"]}


ROUTES = {
    "catalogue.tags": Route(query={"q": "che"}),
    "catalogue.photo": Route(params=lambda _cast: {"key": "0" * 32, "size": "small"}, ok=(404,)),
    "catalogue.products": Route(allow=OWN, params=_company),
    "catalogue.new_product": Route(
        allow=OWN, params=_company, data=lambda _cast: {"name_vi": "Mật ong bạc hà"}
    ),
    "catalogue.edit_product": Route(
        allow=OWN, params=_product, data=lambda _cast: {"name_vi": "Chè"}
    ),
    "catalogue.publish": Route(allow=OWN, params=_product),
    "catalogue.unpublish": Route(allow=OWN, params=_product),
    "catalogue.delete_photo": Route(allow=OWN, params=_product),
    "catalogue.delete": Route(allow=OWN, params=_product, ok=(404,)),
    "catalogue.photos": Route(allow=OWN, params=_product),
    "catalogue.describe_photo": Route(allow=SIGNED_IN, params=_unknown_photo, ok=(404,)),
    "catalogue.move_photo": Route(allow=SIGNED_IN, params=_unknown_photo, ok=(404,)),
    "catalogue.remove_one_photo": Route(allow=SIGNED_IN, params=_unknown_photo, ok=(404,)),
    # Scans are for the company and staff; claims are answered by staff.
    "catalogue.paper": Route(
        allow=SIGNED_IN, params=lambda _cast: {"key": f"{'0' * 32}.pdf"}, ok=(404,)
    ),
    "catalogue.papers": Route(allow=OWN, params=_company),
    "catalogue.add_certificate": Route(
        allow=OWN, params=_company, data=lambda _cast: {"kind": "vietgap"}
    ),
    "catalogue.certificate_scan": Route(allow=SIGNED_IN, params=_unknown_certificate, ok=(404,)),
    "catalogue.delete_certificate": Route(allow=SIGNED_IN, params=_unknown_certificate, ok=(404,)),
    "catalogue.ocop_scan": Route(allow=OWN, params=_product),
    "catalogue.claims": Route(allow=STAFF),
    "catalogue.confirm_claim": Route(allow=STAFF, params=_product),
    "catalogue.refuse_claim": Route(
        allow=STAFF, params=_product, data=lambda _cast: {"reason": "Không có quyết định."}
    ),
    # The kinds of products are one for everybody, and the platform's admin keeps them.
    "catalogue.taxonomy": Route(allow=ADMIN),
    "catalogue.new_tag": Route(allow=ADMIN),
    "catalogue.tag": Route(allow=ADMIN, params=_tag),
    "catalogue.move_tag": Route(allow=ADMIN, params=_tag),
    "catalogue.merge_tag": Route(allow=ADMIN, params=_tag),
    "catalogue.proposals": Route(allow=ADMIN),
    "catalogue.alias": Route(allow=ADMIN, params=_word),
    "catalogue.new_from_word": Route(allow=ADMIN, params=_word, ok=(404,)),
    "catalogue.refuse_word": Route(allow=ADMIN, params=_word),
}
