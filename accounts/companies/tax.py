"""Tax codes by legal form: 10 digits, 13 for a branch, or a person's 12, which stay masked."""

import re

from stdnum.exceptions import ValidationError
from stdnum.vn import mst

from accounts.companies.errors import PersonalNumberWrong, TaxCodeMissing, TaxCodeWrong
from accounts.companies.models import LegalForm

# Persons and groups of persons: they may use the owner's personal number, or have none at all.
PERSONAL = frozenset(
    {
        LegalForm.HOUSEHOLD,
        LegalForm.ARTISAN,
        LegalForm.COOPERATIVE_GROUP,
        LegalForm.CRAFT_VILLAGE,
        LegalForm.COMMUNITY,
    }
)
MAY_HAVE_NONE = PERSONAL | {LegalForm.PUBLIC_UNIT, LegalForm.FOREIGN}
PERSONAL_DIGITS = 12


def normal_tax_code(text: str, *, legal_form: LegalForm, country: str) -> str | None:
    """The code as we keep it: ``0101234567``, ``0101234567-001``, twelve digits, or ``LA:…``.

    Raises TaxCodeMissing, TaxCodeWrong, PersonalNumberWrong
    """
    bare = re.sub(r"[\s.\-]", "", text)
    if not bare:
        if legal_form in MAY_HAVE_NONE:
            return None
        raise TaxCodeMissing
    if legal_form is LegalForm.FOREIGN:
        return f"{country}:{' '.join(text.split())[:36]}"
    if not bare.isascii() or not bare.isdecimal():
        raise TaxCodeWrong
    if legal_form in PERSONAL and len(bare) == PERSONAL_DIGITS:
        return _personal_number(bare)
    try:
        return str(mst.format(mst.validate(bare)))
    except ValidationError as error:
        raise (PersonalNumberWrong if legal_form in PERSONAL else TaxCodeWrong) from error


def _personal_number(digits: str) -> str:
    """Twelve digits that begin with the code of a place, 001 to 096."""
    if not 1 <= int(digits[:3]) <= 96:  # noqa: PLR2004 -- codes of places
        raise PersonalNumberWrong
    return digits


def shown_tax_code(code: str | None) -> str:
    """A code for the eye: twelve digits are a person's and stay masked, ``0•••••••1234``."""
    if not code:
        return ""
    if ":" in code:
        return code.partition(":")[2]
    if len(code) == PERSONAL_DIGITS and code.isdecimal():
        return f"{code[0]}{'•' * 7}{code[-4:]}"
    return code


def public_tax_code(code: str | None) -> str:
    """A code for a public page: a person's number does not stand there, not even masked."""
    shown = shown_tax_code(code)
    return "" if "•" in shown else shown
