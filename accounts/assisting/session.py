"""Acting for a firm belongs to the session; every request asks whether it still may."""

from flask import session

from accounts.assisting.models import Assistance
from accounts.assisting.queries import live_assistance
from accounts.sign_in.models import User
from accounts.sign_in.session import after_load

KEY = "assistance"


def act(assistance: Assistance) -> None:
    """From the next request on, act for this firm."""
    session[KEY] = assistance.id


def stop() -> None:
    """Be oneself again."""
    session.pop(KEY, None)


def _carry(user: User) -> None:
    """Tell the rules for whom a person acts; ended help ends here, too."""
    number = session.get(KEY)
    if number is None:
        return
    found = live_assistance(number, user.id)
    if found is None:
        stop()
        return
    user.acting_for_id, user.acting_for_name = found.company_id, found.company.name


after_load.append(_carry)
