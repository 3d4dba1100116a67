"""What a phone says alone is what the server would have said, for the same ticket at the same time.

The snapshot is the server's own; both sides judge every ticket at every moment on every list.
"""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from core import clock
from core.db import db
from events.checkin.doors import ensure_main_list
from events.checkin.judging import Door, Ticket, judge, show
from events.checkin.models import CheckinList
from events.checkin.services.snapshots import make as make_snapshot
from events.programme.models import Event, EventState
from events.registration.codes import new_badge_code
from events.registration.keys import door_code, ensure_key, public_key
from events.registration.models import Registration, RegistrationRole, RegistrationState
from tests import factories as make
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser
HOURS = (-200, -20, -4, -2, 1, 20, 25, 40, 60)  # from the beginning of a fair of two days
LISTS: tuple[dict[str, Any], ...] = (
    {},
    {"roles": ["visitor"]},
    {"includes_pending": True},
    {"days": [1]},
)
WITH_DAYS = 3
# What a code is that is no ticket of this event; and what may be wrong with one that is.
ODD = {
    "of another event": "wrong_event",
    "forged": "bad_signature",
    "badge": "badge_code",
    "garbage": "unreadable",
    "cut": "unreadable",
}
OF_A_TICKET = {"cancelled", "revoked", "not_approved", "wrong_list", "outside_window"}
JUDGE = """async ({snapshots, keys, event, asked}) => {
  const [{judge}, {Snapshot}, {Verifier}] = await Promise.all(
    ["verdict", "snapshot", "signature"].map((name) => import(`/static/js/scan/${name}.js`)));
  const verifier = new Verifier(keys);
  const lists = snapshots.map((text) => new Snapshot(
    Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer));
  const told = [];
  for (const [list, code, at] of asked) {
    const {reason, attendee} = await judge(code, {
      snapshot: lists[list], verifier, eventId: event, at: new Date(at) });
    told.push([reason, attendee?.name ?? null]);
  }
  return told;
}"""


@pytest.fixture(scope="module")
def page(chromium: Any, site: Site) -> Iterator[Any]:
    context = chromium.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/healthz")
    yield page
    context.close()


def _tickets(event: Event) -> dict[str, str]:
    """A code of every kind, by what it is."""
    key = ensure_key(event, at=clock.now())
    states = {state.value: {"state": state} for state in RegistrationState}
    roles = {role.value: {"role": role} for role in RegistrationRole}
    kinds: dict[str, dict[str, Any]] = states | roles | {"revoked": {"revoked_at": clock.now()}}
    codes = {}
    for name, values in kinds.items():
        codes[name] = door_code(make.make_registration(event, full_name=name, **values), key)
    replaced = make.make_registration(event, full_name="replaced")
    codes["replaced"] = door_code(replaced, key)
    replaced.ticket_issue = 2
    codes["its successor"] = door_code(replaced, key)
    other = make.make_event()
    elsewhere = make.make_registration(other)
    codes["of another event"] = door_code(elsewhere, ensure_key(other, at=clock.now()))
    good = codes["approved"]
    codes |= {"forged": good[:-1] + str((int(good[-1]) + 1) % 10), "badge": new_badge_code()}
    return codes | {"garbage": "WIFI:S:cho;;", "cut": good[:-3], "doubled": good * 2}


def _of_code(shown: Any) -> Ticket | None:
    row = db.session.query(Registration).filter_by(ticket_id=shown.ticket_id).first()
    return Ticket.of(row) if row else None


def _build(state: EventState) -> dict[str, Any]:
    at = clock.now()
    event = make.make_event(starts_at=at, ends_at=at + timedelta(hours=44), state=state)
    codes = _tickets(event)
    key = public_key(ensure_key(event, at=at))
    main = ensure_main_list(event)
    lists = [main, *(_other_list(event, number, rules) for number, rules in enumerate(LISTS[1:]))]
    db.session.flush()
    moments = [at + timedelta(hours=hours) for hours in HOURS]
    asked = [(n, name, when) for n in range(len(lists)) for name in codes for when in moments]

    def told(number: int, name: str, when: datetime) -> str | None:
        shown = show(codes[name], event.id, {1: key})
        reason = judge(shown, _of_code(shown), Door.of(event, lists[number]), at=when)
        return reason.value if reason else None

    snapshots = [make_snapshot(one, event, version="1", at=at) for one in lists]
    return {
        "names": asked,
        "server": [told(*one) for one in asked],
        "browser": {
            "snapshots": [base64.b64encode(one).decode() for one in snapshots],
            "keys": {"1": key.public_bytes_raw().hex()},
            "event": event.id,
            "asked": [[n, codes[name], when.isoformat()] for n, name, when in asked],
        },
    }


def _other_list(event: Event, number: int, rules: dict[str, Any]) -> CheckinList:
    values = {"slug": f"list-{number}", "name_vi": f"Danh sách {number}"} | rules
    made = CheckinList(event_id=event.id, **values)
    db.session.add(made)
    return made


def _same(number: int, phone: str | None, server: str | None) -> bool:
    """On a list of certain days the snapshot's windows hold these days: one word for both."""
    time = {"outside_window", "wrong_day"}
    return phone == server or (number == WITH_DAYS and {phone, server} == time)


def test_phone_and_server_agree(site: Site, page: Any) -> None:
    built = site.do(_build, EventState.RUNNING)
    phone = [reason for reason, _name in page.evaluate(JUDGE, built["browser"])]
    triples = zip(built["names"], phone, built["server"], strict=True)

    assert [(one, p, s) for one, p, s in triples if not _same(one[0], p, s)] == []
    assert {*phone} == {None, *ODD.values(), *OF_A_TICKET}  # every case is there


def test_nobody_enters_an_event_that_was_cancelled(site: Site, page: Any) -> None:
    built = site.do(_build, EventState.CANCELLED)
    phone = [reason for reason, _name in page.evaluate(JUDGE, built["browser"])]

    assert phone == [ODD.get(name, "cancelled_event") for _list, name, _at in built["names"]]
    assert None not in built["server"]
