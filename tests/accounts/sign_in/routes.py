"""Rows of the role × route table for signing in."""

from tests.policy import Route

ROUTES = {
    "sign_in.sign_in": Route(),
}
