"""Rows of the role × route table for the house's own pages."""

from tests.policy import Route

ROUTES = {
    "core.healthz": Route(),
    "core.readyz": Route(),
    "metrics": Route(),
    "core.set_language": Route(params=lambda _cast: {"code": "en"}),
    "core.service_worker": Route(),
    "core.offline_page": Route(params=lambda _cast: {"code": "vi"}),
    "core.trust_start": Route(),
    "core.trust": Route(params=lambda _cast: {"code": "vi"}),
    "core.trust_certificate": Route(ok=(404,)),  # where HTTPS is served by an authority of ours
    "core.outbox": Route(ok=(404,)),  # demo installations only
    "core.outbox_message": Route(params=lambda _cast: {"message_id": 1}, ok=(404,)),
    "style.index": Route(),  # registered in development and tests only
    "style.products": Route(),
}
