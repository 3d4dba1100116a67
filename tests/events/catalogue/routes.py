"""Rows of the role × route table for a company's products, tags and photos."""

from typing import Any

from tests.policy import Cast, Route

OWN = frozenset({"exhibitor_admin", "exhibitor_staff", "admin"})


def _product(cast: Cast) -> dict[str, Any]:
    return {"product_id": cast.ids["product"]}


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
}
