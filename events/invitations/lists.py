"""Reading a pasted list of guests, line by line; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from accounts.sign_in.errors import NotAnEmail, NotAPhone
from accounts.sign_in.identity import normal_email, normal_phone
from core.i18n import N_
from core.text import clean
from events.invitations.services import MOST, Guest

MOST_COMPANIONS = 20
SEPARATOR = re.compile(r"[;\t]")
NAME_LENGTH, ORGANISATION_LENGTH = 120, 200


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line, counted from 1; the text is marked, not translated."""

    line: int
    text: str


def read_guests(text: str) -> tuple[list[Guest], list[Fault]]:
    """The guests of a list, one a line: name; organisation; e-mail; phone; companions.

    What stands between ; or tabs (as it comes from a spreadsheet) may be left out from the end.
    """
    guests, faults, seen = [], [], set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _guest([clean(part) for part in SEPARATOR.split(line)])
        if isinstance(found, str):
            faults.append(Fault(number, found))
        elif found.email is not None and found.email in seen:
            faults.append(Fault(number, N_("this e-mail stands in the list twice")))
        else:
            seen.add(found.email)
            guests.append(found)
    if len(guests) > MOST:
        faults.append(Fault(MOST + 1, N_("the list is too long: paste it in parts")))
    return guests, faults


def _guest(parts: list[str]) -> Guest | str:
    name, organisation, email, phone, companions = (*parts, "", "", "", "", "")[:5]
    return next(iter(_wrong(parts, name, organisation, companions)), None) or _reached(
        name, organisation, email, phone, int(companions or 0)
    )


def _wrong(parts: list[str], name: str, organisation: str, companions: str) -> Iterator[str]:
    if not name or len(name) > NAME_LENGTH:
        yield N_("the name is missing or too long")
    if len(organisation) > ORGANISATION_LENGTH:
        yield N_("the organisation is too long")
    if len([part for part in parts[5:] if part]) > 0:
        yield N_("there are more than five parts")
    is_number = re.fullmatch(r"\d{1,3}", companions, re.ASCII) is not None
    if companions and (not is_number or int(companions) > MOST_COMPANIONS):
        yield N_("the number of companions is not between 0 and 20")


def _reached(name: str, organisation: str, email: str, phone: str, companions: int) -> Guest | str:
    try:
        address = normal_email(email) if email else None
    except NotAnEmail:
        return N_("this is no e-mail address")
    try:
        number = normal_phone(phone) if phone else None
    except NotAPhone:
        return N_("this is no phone number")
    return Guest(name, organisation, address, number, companions)
