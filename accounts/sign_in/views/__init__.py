"""Pages of signing up, in and out, split by what people come to do."""

from typing import Any

from flask import Flask, current_app

from accounts.sign_in import session
from accounts.sign_in.errors import CodeNotValid, TooManyAttempts
from accounts.sign_in.identity import shown_phone
from accounts.sign_in.views import desk, entry, joining, recovery
from accounts.sign_in.views.blueprint import bp
from core import offline
from core.i18n import _
from core.web import error_page

__all__ = ["bp", "desk", "entry", "init_app", "joining", "recovery"]


def init_app(app: Flask) -> None:
    """Login handling belongs to this slice."""
    session.init_app(app)
    offline.forget_after("sign_in.sign_out", "sign_in.sign_in", "sign_in.demo_sign_in")
    app.register_error_handler(TooManyAttempts, _too_many)
    app.register_error_handler(CodeNotValid, joining.code_not_valid)
    app.add_template_global(shown_phone)


def _too_many(error: TooManyAttempts) -> Any:
    response = current_app.make_response(error_page(error.status, message=error.text(_)))
    response.headers["Retry-After"] = str(error.seconds)
    return response
