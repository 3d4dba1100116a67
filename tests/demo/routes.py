"""Rows of the role × route table for the demo's page."""

from tests.policy import Route

ROUTES = {
    "demo.remove": Route(allow=frozenset({"admin"}), ok=(404,)),  # demo installations only
}
