"""Rows of the role × route table for a person's own page."""

from tests.policy import SIGNED_IN, Route

ROUTES = {"home.me": Route(allow=SIGNED_IN)}
