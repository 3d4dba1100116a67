"""From the clock on an event's wall to the moment in the world, and back; pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Where the trade of the northern provinces takes place, and its neighbours.
ZONES = (
    "Asia/Ho_Chi_Minh",
    "Asia/Vientiane",
    "Asia/Bangkok",
    "Asia/Shanghai",
    "Asia/Seoul",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Europe/Berlin",
    "UTC",
)


def to_moment(local: datetime, zone: str) -> datetime:
    """The moment at which a clock in ``zone`` shows ``local``.

    Raises ValueError where that clock skips the time (it never shows it).
    """
    moment = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if to_local(moment, zone) != local:
        message = f"{local} does not exist in {zone}"
        raise ValueError(message)
    return moment


def to_local(moment: datetime, zone: str) -> datetime:
    """What a clock in ``zone`` shows at a moment, naive."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def local_day(moment: datetime, zone: str) -> date:
    """The day that a calendar in ``zone`` shows."""
    return to_local(moment, zone).date()


def days_between(starts_at: datetime, ends_at: datetime, zone: str) -> list[date]:
    """The days of an event in its zone, first to last; an end at midnight adds no day."""
    first = local_day(starts_at, zone)
    last = local_day(ends_at - timedelta(microseconds=1), zone)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True)
class DayRange:
    """From when until when meetings take place on a day, by the wall clock."""

    day: date
    start: time
    end: time


def grid(
    ranges: Iterable[DayRange],
    minutes: int,
    breaks: Sequence[tuple[time, time]],
    zone: str,
) -> Iterator[tuple[datetime, datetime]]:
    """Slots of ``minutes`` one after another; one that meets a break starts after it."""
    length = timedelta(minutes=minutes)
    for this in ranges:
        now, end = datetime.combine(this.day, this.start), datetime.combine(this.day, this.end)
        while now + length <= end:
            stops = [
                datetime.combine(this.day, until)
                for since, until in breaks
                if since < until
                and datetime.combine(this.day, since) < now + length
                and now < datetime.combine(this.day, until)
            ]
            if stops:
                now = max(stops)
                continue
            yield to_moment(now, zone), to_moment(now + length, zone)
            now += length
