"""What templates say about applications, in the reader's language."""

from flask import Flask

from core.i18n import N_, _
from events.exhibitors.forms import category_label
from events.exhibitors.states import ApplicationState

STATES = {
    ApplicationState.SUBMITTED: (N_("Waiting for an answer"), "info"),
    ApplicationState.APPROVED: (N_("Approved"), "ok"),
    ApplicationState.DECLINED: (N_("Declined"), "danger"),
    ApplicationState.WITHDRAWN: (N_("Withdrawn"), ""),
}


def application_state(state: ApplicationState) -> tuple[str, str]:
    """A state in words, and the kind of its badge."""
    text, kind = STATES[state]
    return _(text), kind


def init_app(app: Flask) -> None:
    """Templates of all slices may speak of applications."""
    for function in (application_state, category_label):
        app.add_template_global(function)
