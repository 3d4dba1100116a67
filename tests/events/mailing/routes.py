"""Rows of the role × route table for mails to many."""

from typing import Any

from tests.policy import ORGANISERS, Cast, Route


def _slug(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug}


def _mail(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "mailing_id": cast.ids["mailing"]}


_ONE = Route(allow=ORGANISERS, params=_mail)

ROUTES = {
    "mailing.index": Route(allow=ORGANISERS, params=_slug),
    "mailing.new": Route(allow=ORGANISERS, params=_slug),
    "mailing.show": _ONE,
    "mailing.change": _ONE,
    "mailing.progress": _ONE,
    "mailing.test": _ONE,
    "mailing.send": _ONE,
    "mailing.stop": _ONE,
    "mailing.go_on": _ONE,
    # The signed link is its key; a wrong one is not found.
    "mailing.unsubscribe": Route(params=lambda _cast: {"token": "not-signed"}, ok=(404,)),
}
