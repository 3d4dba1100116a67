"""In which language two sides meet, and whether somebody has to interpret."""

from collections.abc import Iterable

from accounts.companies.models import Company
from accounts.sign_in.models import User
from core.db import db
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Side

# What a firm speaks that says nothing about it.
OF_COUNTRY = {
    "VN": "vi",
    "CN": "zh",
    "TW": "zh",
    "HK": "zh",
    "LA": "lo",
    "TH": "th",
    "KH": "km",
    "KR": "ko",
    "JP": "ja",
    "FR": "fr",
    "DE": "de",
    "AT": "de",
    "RU": "ru",
}
PREFERRED = ("vi", "en")


def spoken_on(meeting: Meeting, side: Side) -> list[str]:
    """What is spoken on a side: by who comes, else by the firm, else in its country."""
    party = meeting.buyer if side is Side.BUYER else meeting.exhibitor
    user_id = meeting.person_id(side)
    person = db.session.get(User, user_id) if user_id is not None else None
    return spoken_by(person, party.company)


def spoken_by(person: User | None, company: Company) -> list[str]:
    """What a person of a company speaks, as far as it was said."""
    stated = (person.languages if person is not None else []) or company.languages
    return list(stated) or [OF_COUNTRY.get(company.country, "en")]


def proposed(buying: Iterable[str], selling: Iterable[str]) -> tuple[str, str | None]:
    """A common language; else the buyer's with the one it is interpreted into."""
    ours, theirs = _ordered(buying), _ordered(selling)
    common = [code for code in ours if code in theirs]
    if common:
        return common[0], None
    return ours[0], theirs[0]


def _ordered(codes: Iterable[str]) -> list[str]:
    return sorted(codes, key=lambda code: PREFERRED.index(code) if code in PREFERRED else 9)


def propose_language(meeting: Meeting) -> None:
    """Let a meeting that states no language state the one that suits both sides."""
    if meeting.language is None:
        buying, selling = (spoken_on(meeting, side) for side in (Side.BUYER, Side.EXHIBITOR))
        meeting.language, meeting.interpreted_into = proposed(buying, selling)
