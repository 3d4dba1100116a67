"""Rows of the role × route table for invitations."""

from typing import Any

from tests.policy import TEAM, Cast, Route


def _slug(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug}


ROUTES = {
    "invitations.index": Route(allow=TEAM, params=_slug),
    "invitations.add": Route(allow=TEAM, params=_slug, data=lambda _cast: {"guests": ""}),
    "invitations.send": Route(allow=TEAM, params=_slug),
    "invitations.remind": Route(allow=TEAM, params=_slug),
    "invitations.withdraw": Route(
        allow=TEAM,
        params=lambda cast: {"slug": cast.slug, "invitation_id": cast.ids["invitation"]},
    ),
    # An invitation's address is its key: whoever has it may answer; a wrong one is not found.
    "invitations.answer": Route(params=lambda _cast: {"token": "no-invitation"}, ok=(404,)),
}
