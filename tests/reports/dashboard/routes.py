"""Rows of the role × route table for the organiser's screens."""

from tests.policy import SIGNED_IN, TEAM, Route

ROUTES = {
    "dashboard.mine": Route(allow=SIGNED_IN),
    "dashboard.event": Route(allow=TEAM, params=lambda cast: {"slug": cast.slug}),
}
