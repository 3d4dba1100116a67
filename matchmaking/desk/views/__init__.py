"""Pages of the meeting desk, and what stands on screens in the hall."""

from flask import Flask

from matchmaking.desk.views import board, displays
from matchmaking.desk.views.blueprint import bp
from matchmaking.desk.words import absent_word

__all__ = ["board", "bp", "displays", "init_app"]


def init_app(app: Flask) -> None:
    """Pages say who was missing."""
    app.add_template_global(absent_word)
