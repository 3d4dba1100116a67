"""Rows of the role × route table for leads."""

from typing import Any

from tests.policy import SIGNED_IN, Cast, Route

OWN = frozenset({"exhibitor_admin", "exhibitor_staff"})


def _own(cast: Cast) -> dict[str, Any]:
    return {"exhibitor_id": cast.ids["exhibitor"]}


def _lead(cast: Cast) -> dict[str, Any]:
    return _own(cast) | {"lead_id": cast.ids["lead"]}


def _token(_cast: Cast) -> dict[str, Any]:
    return {"token": "token-of-nobody"}


def _theirs(cast: Cast) -> dict[str, Any]:
    return _token(cast) | {"lead_id": cast.ids["lead"]}


ROUTES = {
    "leads.mine": Route(allow=SIGNED_IN),
    "leads.index": Route(allow=OWN, params=_own, refusal=(404,)),
    "leads.scan": Route(allow=OWN, params=_own, refusal=(404,)),
    "leads.tally": Route(allow=OWN, params=_own, refusal=(404,)),
    "leads.lead": Route(allow=OWN, params=_lead, refusal=(404,)),
    "leads.export": Route(
        allow=OWN, params=lambda cast: _own(cast) | {"kind": "csv"}, refusal=(404,)
    ),
    # The secret address of a ticket opens these, whoever asks.
    "leads.who": Route(params=_token, ok=(404,)),
    "leads.withdraw": Route(params=_theirs, ok=(404,)),
    "leads.allow": Route(params=_theirs, ok=(404,)),
    "leads.share": Route(params=_token, ok=(404,)),
    # A body that is no JSON is refused with 415 after a signed-in reader was let through.
    "leads_api.batch": Route(
        allow=SIGNED_IN, params=lambda cast: {"slug": cast.slug}, ok=(415,), stranger_refusal=(401,)
    ),
}
