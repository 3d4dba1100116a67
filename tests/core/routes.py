"""Rows of the role × route table for the house's own pages."""

from tests.policy import Route

ROUTES = {
    "core.healthz": Route(),
    "core.readyz": Route(),
    "metrics": Route(),
    "core.set_language": Route(params=lambda _cast: {"code": "en"}),
    "core.outbox": Route(ok=(404,)),  # demo installations only
    "core.outbox_message": Route(params=lambda _cast: {"message_id": 1}, ok=(404,)),
    "style.index": Route(),  # registered in development and tests only
    "style.products": Route(),
}
