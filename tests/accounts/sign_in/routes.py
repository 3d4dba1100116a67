"""Rows of the role × route table for signing up and in."""

import events.programme.rules  # noqa: F401 -- says that teams of events are staff
from tests.policy import SIGNED_IN, Cast, Route

STAFF = frozenset({"admin", "organiser", "team", "other_organiser"})


def _any_token(_cast: Cast) -> dict[str, str]:
    return {"token": "unknown"}  # a dead link answers 409 to everybody


ROUTES = {
    "sign_in.sign_in": Route(),
    "sign_in.sign_up": Route(),
    "sign_in.start": Route(),
    "sign_in.start_here": Route(params=_any_token),
    "sign_in.finish_sign_up": Route(params=_any_token),
    "sign_in.first_admin": Route(params=_any_token),
    "sign_in.forgot": Route(),
    "sign_in.reset": Route(params=_any_token),
    "sign_in.confirm_new_email": Route(params=_any_token),
    "sign_in.demo_sign_in": Route(ok=(404,)),  # demo installations only
    "sign_in.sign_out": Route(allow=SIGNED_IN),
    "sign_in.start_codes": Route(
        allow=STAFF,
        data=lambda _cast: {"full_name": "Giàng A Thử", "phone": "0912345678", "language": "vi"},
    ),
}
