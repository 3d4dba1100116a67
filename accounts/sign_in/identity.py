"""E-mail addresses and phone numbers, each in the one form we keep them in."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from accounts.sign_in.errors import NotAnEmail, NotAPhone
from core.text import clean

HOME_REGION = "VN"
NUMBER_KINDS = (
    *("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost"),
    *("voip", "personal_number", "pager", "uan", "voicemail"),
)
MASK = "•"


def normal_email(text: str) -> str:
    """One address in lower case with an ASCII domain.

    Raises NotAnEmail for anything else: two addresses, line breaks, domains that cannot be.
    """
    text = clean(text)
    if len(text) > 254:  # noqa: PLR2004 -- RFC 5321
        raise NotAnEmail
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise NotAnEmail from error
    address = (found.ascii_email or "").lower()
    if not address:
        raise NotAnEmail
    return address


def normal_phone(text: str) -> str:
    """E.164: ``0912 345 678`` and ``+84 912 345 678`` are both ``+84912345678``.

    Raises NotAPhone for what cannot be dialled.
    """
    try:
        number = phonenumbers.parse(clean(text)[:40], HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise NotAPhone from error
    if number.extension or not phonenumbers.is_valid_number(number):
        raise NotAPhone
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def home_numbers() -> dict[str, str]:
    """The country's code and the pattern of its numbers, for a phone that checks by itself."""
    country = phonenumbers.PhoneMetadata.metadata_for_region(HOME_REGION)
    kinds = [getattr(country, name) for name in NUMBER_KINDS]
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None]
    code = phonenumbers.country_code_for_region(HOME_REGION)
    return {"code": str(code), "pattern": "|".join(filter(None, patterns))}


def shown_phone(e164: str | None) -> str:
    """A number as people write it: 0912 345 678 at home, +856 20 … from abroad."""
    if not e164:
        return ""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    home = number.country_code == phonenumbers.country_code_for_region(HOME_REGION)
    kind = phonenumbers.PhoneNumberFormat
    form = kind.NATIONAL if home else kind.INTERNATIONAL
    return str(phonenumbers.format_number(number, form)).replace(" ", "\u00a0")


def login_name(text: str) -> str:
    """What somebody typed to sign in, as accounts are found by it: an e-mail or E.164."""
    text = clean(text)[:300]
    if "@" in text:
        return text.lower()
    try:
        return normal_phone(text)
    except NotAPhone:
        return text.lower()


def masked_email(email: str | None) -> str:
    """Enough of an address to recognise one's own: l•••@example.com."""
    name, at, domain = (email or "").partition("@")
    return f"{name[:1]}{MASK * 3}{at}{domain}" if at else ""


def masked_phone(e164: str | None) -> str:
    """Enough of a number to recognise one's own: the last three digits."""
    return f"{MASK * 4}{e164[-3:]}" if e164 else ""
