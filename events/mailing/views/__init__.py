"""Pages of mails to many, and the page that ends news."""

from flask import Flask

from core.i18n import _
from events.mailing import jobs
from events.mailing.states import ServiceReason
from events.mailing.views import news, organiser
from events.mailing.views.blueprint import bp
from events.mailing.words import REASONS

__all__ = ["bp", "init_app", "jobs", "mailing_reason", "news", "organiser"]


def mailing_reason(reason: str) -> str:
    """Why a service message was written, in the reader's language."""
    return str(_(REASONS[ServiceReason(reason)])) if reason else ""


def init_app(app: Flask) -> None:
    """Mails name their reason."""
    app.add_template_global(mailing_reason)
