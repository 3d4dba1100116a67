"""What templates say about halls and applications, in the reader's language."""

from flask import Flask

from events.exhibitors import words
from events.exhibitors.forms import category_label
from events.exhibitors.wishes import entry_number


def init_app(app: Flask) -> None:
    """Templates of all slices may speak of applications."""
    for function in (
        words.application_state,
        words.criterion_how,
        words.criterion_name,
        words.draw_state,
        words.ground_name,
        words.paper_state,
        words.place_kind,
        words.quota_group,
        category_label,
        entry_number,
    ):
        app.add_template_global(function)
