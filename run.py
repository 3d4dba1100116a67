"""Composition root: ``create_app()``; executed, it sets up and serves (see core/bootstrap.py)."""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

SLICES = (
    "core",
    "accounts.sign_in",
    "accounts.companies",
    "accounts.consent",
    "accounts.assisting",
    "accounts.profile",
    "events.waiting",
    "events.catalogue",
    "events.programme",
    "events.exhibitors",
    "events.registration",
    "events.invitations",
    "events.checkin",
    "events.badges",
    "events.leads",
    "events.mailing",
    "events.imports",
    "matchmaking",
    "matchmaking.needs",
    "matchmaking.recommendations",
    "matchmaking.meetings",
    "matchmaking.people",
    "matchmaking.timetable",
    "matchmaking.groups",
    "matchmaking.desk",
    "matchmaking.outcomes",
    "reports",
    "reports.home",
    "reports.portal",
    "reports.paper",
    "reports.dashboard",
    "reports.year",
    "reports.whitebook",
    "demo",
)


def create_app(given: "dict[str, Any] | None" = None) -> "Flask":
    """Build the application; ``given`` overrides settings (tests, tools)."""
    from core.file_tools import app_for_file_tool  # noqa: PLC0415 -- see __main__ below

    tool = app_for_file_tool() if given is None else None
    if tool is not None:
        return tool
    from core.app import build  # noqa: PLC0415 -- a file tool does not pay for the platform

    return build(SLICES, given)


if __name__ == "__main__":
    from core.bootstrap import main

    raise SystemExit(main(sys.argv[1:]))
