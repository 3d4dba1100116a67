"""A draw binds itself step by step; its winners are offered booths, and a lapsed offer goes on."""

import dataclasses
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.activity import Activity
from core.db import db, transaction
from core.outbox import OutboxMessage, render
from events.exhibitors import errors, lottery, services
from events.exhibitors.asking import Details, Wanted
from events.exhibitors.models import Allotment, Application, Booth, BoothCategory, Draw, Hall
from events.exhibitors.scoring import CriterionKind
from events.exhibitors.states import ApplicationState, DrawState, Ground, QuotaGroup
from events.programme.models import Event
from events.waiting import services as line
from events.waiting.errors import OfferGone
from events.waiting.jobs import expire_overdue
from events.waiting.models import QueueKind, WaitingEntry
from events.waiting.states import WaitingState
from tests.factories import (
    make_allotment,
    make_booth,
    make_category,
    make_company,
    make_event,
    make_exhibitor,
    make_hall,
    make_member,
    make_ocop,
    make_product,
    now,
)
from tests.races import race

WHO: dict[str, Any] = {"actor": None}
WOMEN = Details(grounds=(Ground.WOMEN,), has_consented=True)


def _fair(booths: int = 2) -> tuple[Event, BoothCategory]:
    event = make_event(slug="fair", starts_at=now() + timedelta(days=20))
    hall, category = make_hall(event, name="Khu A"), make_category(event)
    for number in range(1, booths + 1):
        make_booth(event, hall=hall, category=category, label=f"A{number:02d}")
    return event, category


def _apply(event: Event, category: BoothCategory | None, **values: Any) -> Application:
    company = values.pop("company", None) or make_company()
    make_member(company)
    return services.apply_to_event(
        event, company, category=category, note="", at=now(), **WHO, **values
    )


def _announce(event: Event, category: BoothCategory, **values: Any) -> Draw:
    rules: dict[str, Any] = {"method": "lottery", "quotas": [], "offer_hours": 24} | values
    return services.announce_draw(event, category, at=now(), **rules, **WHO)


def _drawn(booths: int, firms: int, **values: Any) -> tuple[Draw, list[Application]]:
    event, category = _fair(booths)
    draw = _announce(event, category, **values)
    applications = [_apply(event, category) for _ in range(firms)]
    services.close_draw(draw, at=now(), **WHO)
    services.hold_draw(draw, at=now(), **WHO)
    order = [row["number"] for row in (draw.result or {})["order"]]
    return draw, sorted(applications, key=lambda one: order.index(f"{one.number:04d}"))


def _hall_id(event: Event) -> int:
    return db.session.scalars(sa.select(Hall.id).where(Hall.event_id == event.id)).one()


def _entry(application: Application) -> WaitingEntry:
    theirs = sa.select(WaitingEntry).where(WaitingEntry.holder_id == application.id)
    return db.session.scalars(theirs.order_by(WaitingEntry.id.desc())).first()  # type: ignore[return-value]


def _states(applications: list[Application]) -> list[str]:
    return [_entry(one).state.value for one in applications]


def test_numbers_count_up_at_each_event(session: Any, at: datetime) -> None:
    event, category = _fair()
    other, elsewhere = make_event(), make_event()

    numbers = [_apply(event, category).number for _ in range(3)]

    assert (numbers, _apply(other, make_category(other)).number) == ([1, 2, 3], 1)
    assert elsewhere.id


def test_the_hash_comes_first_the_list_next_the_seed_last(session: Any, at: datetime) -> None:
    event, category = _fair()
    draw = _announce(event, category, quotas=[(QuotaGroup.OCOP, 1)])
    assert (draw.state, draw.seed_hash) == (DrawState.ANNOUNCED, lottery.sha256(draw.secret))

    for _ in range(3):
        _apply(event, category, details=Details(wishes=(Wanted(hall_id=_hall_id(event)),)))
    services.close_draw(draw, at=at, **WHO)
    assert draw.list_hash == lottery.sha256(draw.list_text)
    listed = lottery.read_list(draw.list_text)
    assert [one.number for one in listed.entries] == ["0001", "0002", "0003"]
    assert listed.entries[0].wishes == ("zone:Khu A",)

    _apply(event, category)  # too late for this draw
    result = services.hold_draw(draw, witness="72 15", at=at, **WHO)
    assert len(result.order) == 3
    document = {
        "list": draw.list_text,
        "list_hash": draw.list_hash,
        "secret": draw.secret,
        "seed_hash": draw.seed_hash,
        "witness": draw.witness,
        "result": json.loads(json.dumps(draw.result)),
    }
    assert lottery.replay(document)[1] == result


def test_no_names_are_in_the_list(session: Any, at: datetime) -> None:
    event, category = _fair()
    draw = _announce(event, category)
    _apply(event, category, company=make_company(name="HTX Bí Mật"), details=WOMEN)
    services.close_draw(draw, at=at, **WHO)

    assert "Bí Mật" not in draw.list_text
    assert "women" not in draw.list_text
    assert '"priority"' in draw.list_text


def test_steps_are_taken_once_and_in_order(session: Any, at: datetime) -> None:
    event, category = _fair()
    with pytest.raises(errors.TooManyReserved):
        _announce(event, category, quotas=[(QuotaGroup.OCOP, 2), (QuotaGroup.COMMUNE, 1)])
    draw = _announce(event, category)
    with pytest.raises(errors.DrawLive):
        _announce(event, category)
    with pytest.raises(errors.DrawMoved):
        services.hold_draw(draw, at=at, **WHO)
    with pytest.raises(errors.NothingToDraw):
        services.close_draw(draw, at=at, **WHO)
    _apply(event, category)
    services.close_draw(draw, at=at, **WHO)
    with pytest.raises(errors.DrawMoved):
        services.close_draw(draw, at=at, **WHO)

    services.cancel_draw(draw, reason="Mưa lũ", at=at, **WHO)
    with pytest.raises(errors.DrawMoved):
        services.hold_draw(draw, at=at, **WHO)
    assert _announce(event, category).number == 2


@pytest.mark.parametrize(
    ("begins", "ends", "hours", "most"),
    [(30, 60, 48, 30), (30, 60, 31, 30), (-2, 5, 48, 5), (-2, 5, 6, 5)],
)
def test_nobody_is_promised_hours_that_the_event_does_not_leave(
    session: Any, begins: int, ends: int, hours: int, most: int
) -> None:
    event, category = _fair()
    event.starts_at = now() + timedelta(hours=begins, minutes=5)
    event.ends_at = now() + timedelta(hours=ends, minutes=5)

    with pytest.raises(errors.OfferTooLong) as refused:
        _announce(event, category, offer_hours=hours)

    assert refused.value.values == {"hours": most}
    assert _announce(event, category, offer_hours=most).offer_hours == most


def test_in_the_last_hour_there_is_no_draw(session: Any) -> None:
    event, category = _fair()
    event.starts_at = now() + timedelta(minutes=50)

    with pytest.raises(errors.TooLateToDraw):
        _announce(event, category, offer_hours=1)


def test_once_the_event_runs_winners_have_the_hours_they_were_promised(
    session: Any, at: datetime
) -> None:
    event, category = _fair(1)
    event.starts_at, event.ends_at = at - timedelta(hours=2), at + timedelta(hours=30)
    draw = _announce(event, category, offer_hours=24)
    application = _apply(event, category)
    services.close_draw(draw, at=at, **WHO)

    services.hold_draw(draw, at=at, **WHO)

    assert _entry(application).offer_expires_at == at + timedelta(hours=24)


def test_groups_are_declared_or_known_and_priority_needs_consent(
    session: Any, at: datetime
) -> None:
    event, category = _fair()
    with pytest.raises(errors.ConsentMissing), db.session.begin_nested():
        _apply(event, category, details=Details(grounds=(Ground.MINORITY,)))
    draw = _announce(event, category)
    old = make_company()
    before = make_event(starts_at=now() - timedelta(days=90))
    make_allotment(make_booth(before), make_exhibitor(before, old))
    make_ocop(make_product(old))
    _apply(event, category, company=old)
    _apply(event, category, details=dataclasses.replace(WOMEN, commune="xã Tà Xùa"))
    services.close_draw(draw, at=at, **WHO)

    groups = [one.groups for one in lottery.read_list(draw.list_text).entries]
    assert groups == [("ocop",), ("priority", "commune", "first_timer")]


def test_points_follow_the_published_criteria(session: Any, at: datetime) -> None:
    event, category = _fair()
    weights = {CriterionKind.OCOP: 3, CriterionKind.LOCAL: 1, CriterionKind.PAPERS: 0}
    services.set_criteria(event, weights, at=at, **WHO)
    services.set_criteria(event, weights | {CriterionKind.LOCAL: 2}, at=at, **WHO)
    draw = _announce(event, category, method="score")
    company = make_company()
    make_ocop(make_product(company), stars=5)
    _apply(event, category)
    _apply(event, category, company=company)
    services.close_draw(draw, at=at, **WHO)

    assert [one.score for one in lottery.read_list(draw.list_text).entries] == [40, 100]


def test_who_misses_a_required_paper_is_not_in_the_draw(session: Any, at: datetime) -> None:
    event, category = _fair()
    kind = services.add_paper_kind(event, name_vi="Giấy phép", at=at, **WHO)
    services.add_paper_kind(event, name_vi="Ảnh", is_required=False, at=at, **WHO)
    draw = _announce(event, category)
    has, _misses, refused = (_apply(event, category) for _ in range(3))
    for one in (has, refused):
        services.keep_paper(one, kind, key="0" * 32, filename="a.pdf", size=9, at=at, **WHO)
    services.answer_paper(refused.papers[0], is_accepted=False, reason="Mờ", at=at, **WHO)
    services.close_draw(draw, at=at, **WHO)

    assert [one.number for one in lottery.read_list(draw.list_text).entries] == ["0001"]
    mails = db.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.template == "paper_refused")
    )
    assert "Mờ" in render(mails.one())[1]


def test_winners_are_offered_their_booths_and_the_others_wait(session: Any, at: datetime) -> None:
    draw, firms = _drawn(2, 4)

    assert _states(firms) == ["offered", "offered", "waiting", "waiting"]
    held = [db.session.get_one(Booth, _entry(one).place_id).label for one in firms[:2]]
    assert held == [win["stall"] for win in (draw.result or {})["wins"]]
    assert _entry(firms[0]).offer_expires_at == at + timedelta(hours=24)
    offers = sa.select(OutboxMessage).where(OutboxMessage.template == "booth_offered")
    texts = [render(row) for row in db.session.scalars(offers)]
    told = [label for label in held for subject, _body in texts if label in subject]
    assert sorted(told) == sorted(held)


def test_an_accepted_offer_is_a_booth(session: Any, at: datetime) -> None:
    _draw, (first, *_rest) = _drawn(1, 2)

    line.accept(_entry(first), at=at)

    assert first.state is ApplicationState.APPROVED
    allotment = db.session.scalars(sa.select(Allotment)).one()
    assert allotment.exhibitor.company_id == first.company_id
    assert allotment.booth.held_for_id is None


def test_one_booth_and_two_lapsed_offers_end_at_the_third(session: Any, at: datetime) -> None:
    _draw, firms = _drawn(1, 3)

    for day in (1, 2):
        assert expire_overdue(at=at + timedelta(days=day, minutes=day)) == 1
    with pytest.raises(OfferGone):
        line.accept(_entry(firms[0]), at=at + timedelta(days=3))
    line.accept(_entry(firms[2]), at=at + timedelta(days=2, hours=2))

    assert _states(firms) == ["expired", "expired", "accepted"]
    assert [one.state.value for one in firms] == ["submitted", "submitted", "approved"]


def test_a_held_booth_is_given_to_nobody_else(session: Any, at: datetime) -> None:
    _draw, firms = _drawn(1, 2)
    booth = db.session.scalars(sa.select(Booth)).one()

    with pytest.raises(errors.BoothHeld):
        services.approve_application(firms[1], booth=booth, at=at, **WHO)


def test_who_withdraws_or_is_declined_leaves_the_line_and_the_booth(
    session: Any, at: datetime
) -> None:
    _draw, firms = _drawn(1, 3)

    services.withdraw_application(firms[0], at=at, **WHO)
    assert _states(firms) == ["withdrawn", "offered", "waiting"]
    services.decline_application(firms[1], reason="Hồ sơ giả", at=at, **WHO)
    assert _states(firms)[1:] == ["withdrawn", "offered"]


def test_a_booth_that_is_given_back_goes_to_the_next(session: Any, at: datetime) -> None:
    _draw, firms = _drawn(1, 2)
    line.accept(_entry(firms[0]), at=at)

    services.give_back_booth(db.session.scalars(sa.select(Allotment)).one(), at=at, **WHO)

    assert _entry(firms[1]).state is WaitingState.OFFERED


def test_a_kept_booth_goes_to_the_next_of_its_group(session: Any, at: datetime) -> None:
    event, category = _fair(2)
    draw = _announce(event, category, quotas=[(QuotaGroup.PRIORITY, 1)])
    firms = [_apply(event, category, details=WOMEN if n < 2 else Details()) for n in range(5)]
    services.close_draw(draw, at=at, **WHO)
    services.hold_draw(draw, at=at, **WHO)
    women = firms[:2]
    kept = next(one for one in women if _entry(one).state is WaitingState.OFFERED)
    both = all(_entry(one).state is WaitingState.OFFERED for one in women)

    line.decline(_entry(kept), at=at)

    other = next(one for one in women if one is not kept)
    assert both or _entry(other).state is WaitingState.OFFERED


def test_without_a_draw_staff_put_firms_in_line(session: Any, at: datetime) -> None:
    event, category = _fair(1)
    first, second = _apply(event, category), _apply(event, category)
    services.queue_application(first, at=at, **WHO)
    services.queue_application(second, at=at, **WHO)
    none = services.apply_to_event(event, make_company(), category=None, note="", at=at, **WHO)

    assert _states([first, second]) == ["offered", "waiting"]
    with pytest.raises(errors.NoCategory):
        services.queue_application(none, at=at, **WHO)


def test_a_firm_nobody_has_decided_about_may_not_join_the_line(session: Any, at: datetime) -> None:
    event, category = _fair(1)
    first, second = _apply(event, category), _apply(event, category)

    with pytest.raises(errors.NotAdmitted):
        services.stand_in_line(second, at=at, **WHO)
    services.approve_application(second, at=at, **WHO)
    services.stand_in_line(second, at=at, **WHO)

    assert first.state is ApplicationState.SUBMITTED
    assert _entry(second).state is WaitingState.OFFERED


def test_who_missed_an_offer_comes_back_at_the_end(session: Any, at: datetime) -> None:
    _draw, (first, second, third) = _drawn(1, 3)
    later = at + timedelta(days=2)

    assert not services.may_stand_in_line(_apply(second.event, second.category))
    expire_overdue(at=later)
    services.stand_in_line(first, at=later, **WHO)
    line.decline(_entry(second), at=later)
    line.decline(_entry(third), at=later)

    assert services.may_stand_in_line(second)
    assert _states([first, second, third]) == ["offered", "declined", "declined"]
    line.accept(_entry(first), at=later)
    assert not services.may_stand_in_line(first)  # it has its booth


def test_who_was_declined_waits_for_a_new_word(session: Any, at: datetime) -> None:
    _draw, (first, second) = _drawn(1, 2)
    services.decline_application(first, reason="Hồ sơ giả", at=at, **WHO)
    services.reopen_application(first, at=at, **WHO)

    with pytest.raises(errors.NotAdmitted):
        services.stand_in_line(first, at=at, **WHO)
    services.decline_application(second, reason="", at=at, **WHO)
    with pytest.raises(errors.WrongState):
        services.stand_in_line(second, at=at, **WHO)


def test_an_approval_taken_back_takes_the_place_it_gave(session: Any, at: datetime) -> None:
    _draw, (first, second) = _drawn(1, 2)
    late = _apply(second.event, second.category)
    later = at + timedelta(hours=1)
    for one in (second, late):
        services.approve_application(one, at=later, **WHO)
    services.stand_in_line(late, at=later, **WHO)

    for one in (second, late):
        services.reopen_application(one, at=later, **WHO)

    assert _states([first, second, late]) == ["offered", "waiting", "withdrawn"]


def test_categories_kept_for_a_group_refuse_others(session: Any, at: datetime) -> None:
    event, category = _fair()
    category.kept_for = QuotaGroup.PRIORITY

    with pytest.raises(errors.NotOfGroup), db.session.begin_nested():
        _apply(event, category)
    assert _apply(event, category, details=WOMEN).number == 1


def test_wishes_are_places_of_this_event_and_kind(session: Any, at: datetime) -> None:
    event, category = _fair()
    strange = make_booth(event)

    for place in (Wanted(booth_id=strange.id), Wanted(hall_id=10**6)):
        with pytest.raises(errors.WishElsewhere), db.session.begin_nested():
            _apply(event, category, details=Details(wishes=(place,)))


def _offered() -> tuple[int, list[int]]:
    """One booth on offer, and sixteen who wait for it."""
    _draw, firms = _drawn(1, 16)
    return _entry(firms[0]).id, [one.id for one in firms]


def test_sixteen_taps_on_one_offer_give_one_booth(app: Flask, committed: Any) -> None:
    entry, _firms = committed(_offered)

    def accept(_number: int) -> str:
        with transaction():
            line.accept(db.session.get_one(WaitingEntry, entry), at=clock.now())
        return "accepted"

    outcomes = race(app, 16, accept)

    assert outcomes.count("accepted") == 1
    assert sum(isinstance(outcome, OfferGone) for outcome in outcomes) == 15
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Allotment)) == 1


def test_sixteen_expiries_at_once_make_one_offer(app: Flask, committed: Any) -> None:
    entry, _firms = committed(_offered)

    def expire(_number: int) -> bool:
        with transaction():
            row = db.session.get_one(WaitingEntry, entry)
            return line.expire(row, at=clock.now() + timedelta(days=2))

    outcomes = race(app, 16, expire)

    assert (outcomes.count(True), outcomes.count(False)) == (1, 15)
    with app.app_context():
        offered = sa.select(WaitingEntry).where(WaitingEntry.state == WaitingState.OFFERED)
        assert len(db.session.scalars(offered).all()) == 1


def test_sixteen_organisers_hold_a_draw_once(app: Flask, committed: Any) -> None:
    def make() -> int:
        event, category = _fair(1)
        draw = _announce(event, category)
        for _ in range(3):
            _apply(event, category)
        services.close_draw(draw, at=now(), **WHO)
        return draw.id

    number = committed(make)

    def hold(_number: int) -> str:
        with transaction():
            services.hold_draw(db.session.get_one(Draw, number), at=clock.now(), **WHO)
        return "held"

    outcomes = race(app, 16, hold)

    assert outcomes.count("held") == 1
    assert sum(isinstance(outcome, errors.DrawMoved) for outcome in outcomes) == 15


def test_sixteen_firms_apply_at_once_and_get_sixteen_numbers(app: Flask, committed: Any) -> None:
    def make() -> tuple[int, list[int]]:
        event, _category = _fair()
        return event.id, [make_company().id for _ in range(16)]

    event, companies = committed(make)

    def apply(number: int) -> int:
        from accounts.companies.models import Company  # noqa: PLC0415 -- only here

        with transaction():
            row = services.apply_to_event(
                db.session.get_one(Event, event),
                db.session.get_one(Company, companies[number]),
                category=None,
                note="",
                at=clock.now(),
                **WHO,
            )
            return int(row.number or 0)

    assert sorted(race(app, 16, apply)) == list(range(1, 17))


def test_every_step_is_in_the_log(session: Any, at: datetime) -> None:
    draw, _firms = _drawn(1, 1)
    services.offer_free_booths(draw.category_id, at=at)

    verbs = set(db.session.scalars(sa.select(Activity.verb)))
    assert {"draw:announced", "draw:closed", "draw:held", "waiting:offered"} <= verbs
    assert QueueKind.BOOTH_CATEGORY.value == "booth_category"
