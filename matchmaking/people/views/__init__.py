"""Pages about the people at meetings: who comes, languages, interpreters."""

from flask import Flask

from core import nav
from core.i18n import N_
from matchmaking.people.forms import LanguagesForm
from matchmaking.people.queries import party_of
from matchmaking.people.views import interpreters, meeting, online
from matchmaking.people.views.blueprint import bp

__all__ = ["bp", "init_app", "interpreters", "languages_form", "meeting", "online"]


def languages_form(language: str | None, into: str | None) -> LanguagesForm:
    """The form with what a meeting states now."""
    form = LanguagesForm(formdata=None, language=language, into=into or "")
    form.offer()
    return form


def init_app(app: Flask) -> None:
    """The page of a meeting shows who comes and what is spoken."""
    app.add_template_global(party_of)
    app.add_template_global(languages_form)


nav.add("manage", N_("Online meetings"), "people.online_meetings", order=79, group=N_("Meetings"))
nav.add(
    "manage",
    N_("Interpreters"),
    "people.interpreters",
    order=78,
    covers=("people.interpreter",),
    group=N_("Meetings"),
)
