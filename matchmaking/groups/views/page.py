"""The page of a group meeting, as the buyer and each of the firms see it."""

from collections.abc import Collection
from typing import Any

from flask import render_template
from flask_login import current_user

from accounts.companies.queries import people_of
from accounts.sign_in.models import User
from core import clock
from events.programme.models import Event
from matchmaking.groups.forms import NoForm, YesForm
from matchmaking.groups.rules import own_member
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.persons import usual_person
from matchmaking.meetings.queries import company_ids_of, history_of
from matchmaking.meetings.states import AGREED, MeetingState, MemberState
from matchmaking.meetings.words import step_words
from matchmaking.needs.models import Side
from matchmaking.timetable.rules import can_cancel_meeting, can_move_meeting

M, S = MemberState, MeetingState
ASIDE = frozenset({"passed", "left", "declined"})  # told to the buyer alone


def group_page(event: Event, meeting: Meeting, side: Side) -> str:
    """Who is asked, who comes, when and where; and what the reader can do."""
    at = clock.now()
    leads = side is Side.BUYER
    member = None if leads else own_member(current_user, meeting)
    ours = {meeting.buyer.company_id} if member is None else {member.exhibitor.company_id}
    state = meeting.state_for(ours, at)
    return render_template(
        "matchmaking/groups/detail.html",
        event=event,
        meeting=meeting,
        member=member,
        leads=leads,
        side=side,
        at=at,
        state=state,
        to_answer=_awaits(meeting, member, state),
        members=_seen(meeting, member, at=at),
        coming=sum(one.comes for one in meeting.members),
        contacts=_contacts(meeting, member) if _is_in(meeting, member) else [],
        yes=_yes_form(meeting, member),
        no=_no_form(),
        knows_place=_is_in(meeting, member),
        may_place=can_move_meeting(current_user, meeting),
        may_cancel=can_cancel_meeting(current_user, meeting),
        history=_history(meeting, leads=leads),
    )


def _awaits(meeting: Meeting, member: GroupMember | None, state: MeetingState) -> bool:
    """Whether the reader has to say yes or no."""
    if state is not S.REQUESTED:
        return False
    return meeting.awaits is Side.BUYER if member is None else member.state is M.INVITED


def _is_in(meeting: Meeting, member: GroupMember | None) -> bool:
    """Whether the reader is one of those who agreed to meet."""
    return meeting.state in AGREED and (member is None or member.comes)


def _seen(meeting: Meeting, member: GroupMember | None, *, at: Any) -> list[dict[str, Any]]:
    """The firms as the reader may see them: why one does not come is told to the buyer alone."""
    over = meeting.expires_at <= at or meeting.state not in {S.REQUESTED, S.ACCEPTED, S.PLACED}
    rows = []
    for one in meeting.members:
        quiet = member is not None and one is not member
        if quiet and one.state in {M.DECLINED, M.LEFT}:
            continue
        is_silent = one.state is M.INVITED and over
        rows.append({"member": one, "is_own": one is member, "is_silent": is_silent})
    return rows


def _contacts(meeting: Meeting, member: GroupMember | None) -> list[tuple[Any, list[User]]]:
    """The people of everybody else who comes, firm by firm; whoever is named goes first."""
    own = meeting.buyer.company_id if member is None else member.exhibitor.company_id
    named: dict[int, int | None] = {meeting.buyer.company_id: meeting.buyer_person_id}
    named |= {one.exhibitor.company_id: one.person_id for one in meeting.members if one.comes}
    return [
        (company, _first(people_of(company.id), named.get(company.id)))
        for company in meeting.companies
        if company.id != own
    ]


def _first(people: Collection[User], user_id: int | None) -> list[User]:
    return sorted(people, key=lambda one: one.id != user_id)[:2]


def _yes_form(meeting: Meeting, member: GroupMember | None) -> YesForm:
    company_id = meeting.buyer.company_id if member is None else member.exhibitor.company_id
    form = YesForm(formdata=None)
    form.offer_people(people_of(company_id), usual_person(company_id, current_user))
    form.person_id.data = usual_person(company_id, current_user)
    return form


def _no_form() -> NoForm:
    form = NoForm(formdata=None)
    form.offer()
    return form


def _history(meeting: Meeting, *, leads: bool) -> list[dict[str, Any]]:
    """What was said, everybody by name, for one who speaks for these companies."""
    ours = company_ids_of(current_user)
    steps = [one for one in history_of(meeting) if leads or one.verb not in ASIDE]
    return [
        {"text": text, "step": one}
        for one in steps
        if (text := step_words(one, one.who, us=one.side if one.company_id in ours else None))
    ]
