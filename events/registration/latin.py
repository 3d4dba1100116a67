"""Names in letters that our print font has; a person whose own script it lacks gives a Latin form.

A badge never shows empty boxes: what cannot be printed is asked for.
"""

import re
import unicodedata
from typing import Protocol

# The letters of Be Vietnam Pro, as pairs of first and last; a test compares them with the font.
LETTERS = (
    *((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x107), (0x10A, 0x113), (0x116, 0x11B)),
    *((0x11E, 0x121), (0x126, 0x12B), (0x12E, 0x131)),
    *((0x139, 0x13A), (0x13D, 0x13E), (0x141, 0x144), (0x147, 0x148), (0x14C, 0x14D)),
    *((0x150, 0x155), (0x158, 0x15B), (0x15E, 0x16B), (0x16E, 0x17E), (0x1A0, 0x1A1)),
    *((0x1AF, 0x1B0), (0x1E6, 0x1E7), (0x1E20, 0x1E21), (0x1E80, 0x1E85), (0x1E9E, 0x1E9E)),
    (0x1EA0, 0x1EF9),
)


_ODD = re.compile("[^\\x00-\\xbf{}]".format("".join(f"{chr(a)}-{chr(b)}" for a, b in LETTERS)))


class Named(Protocol):
    """Somebody with a name and an organisation, and both in Latin letters where they gave them."""

    full_name: str
    organisation: str
    latin_name: str
    latin_organisation: str


def lacks_letters(text: str) -> bool:
    """Whether a text has letters or marks that the font cannot print."""
    composed = unicodedata.normalize("NFC", text)
    return any(unicodedata.category(odd)[0] in "LM" for odd in _ODD.findall(composed))


def name_to_print(person: Named) -> str:
    """The own name, its Latin form, or nothing where neither can be printed."""
    return _first_printed(person.full_name, person.latin_name)


def organisation_to_print(person: Named) -> str:
    """The organisation, its Latin form, or nothing."""
    return _first_printed(person.organisation, person.latin_organisation)


def _first_printed(*texts: str) -> str:
    return next((text for text in texts if text and not lacks_letters(text)), "")


def must_be_asked(person: Named) -> bool:
    """Whether the desk asks for a Latin form before it can print the badge."""
    missing_name = not name_to_print(person)
    return missing_name or (bool(person.organisation) and not organisation_to_print(person))
