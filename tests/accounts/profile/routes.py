"""Rows of the role × route table for the account page: each sees their own."""

from tests.policy import SIGNED_IN, Route

ROUTES = {
    "profile.account": Route(allow=SIGNED_IN),
    "profile.name": Route(
        allow=SIGNED_IN, data=lambda _cast: {"full_name": "Lò Văn Mới", "language": "vi"}
    ),
    "profile.email": Route(allow=SIGNED_IN),
    "profile.phone": Route(allow=SIGNED_IN),
    "profile.password": Route(allow=SIGNED_IN),
    "profile.end_all_sessions": Route(allow=SIGNED_IN),
    "profile.consent": Route(allow=SIGNED_IN, params=lambda _cast: {"purpose": "marketing"}),
    "profile.download": Route(allow=SIGNED_IN),
    "profile.delete": Route(allow=SIGNED_IN),
}
