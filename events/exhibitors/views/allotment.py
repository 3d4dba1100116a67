"""The organiser says what counts, asks for papers, and holds the lottery step by step."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db
from core.i18n import _
from core.permissions import authorize
from core.telling import telling, telling_on
from events.exhibitors import services
from events.exhibitors.forms import CriteriaForm, DrawForm, PaperKindForm, WitnessForm
from events.exhibitors.models import Draw, PaperKind
from events.exhibitors.paper_files import remove_paper
from events.exhibitors.queries import (
    categories_of,
    category_of_event,
    criteria_of,
    draw_by_number,
    draws_of,
    entrants,
    open_booths,
    paper_kinds_of,
    waiting_applications,
)
from events.exhibitors.states import DrawState
from events.exhibitors.views.asking import paper_folder
from events.exhibitors.views.blueprint import bp
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.rules import can_manage_event


def _mine(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    return event


def _back(slug: str) -> Any:
    return redirect(url_for("exhibitors.rules", slug=slug), code=303)


def _draw(event: Event, number: int) -> Draw:
    draw = draw_by_number(event.id, number)
    if draw is None:
        abort(404)
    return draw


@bp.get("/manage/events/<slug>/allotment")
@login_required
def rules(slug: str) -> str:
    """What counts, which papers are asked for, and the draws."""
    return _page(_mine(slug))


def _page(event: Event, **forms: Any) -> str:
    categories = categories_of(event.id)
    shown = {
        "criteria_form": _criteria_form(event, formdata=None),
        "paper_form": PaperKindForm(prefix="paper-", formdata=None),
        "draw_form": DrawForm(prefix="draw-", formdata=None),
    } | forms
    shown["paper_form"].offer(category for category, _total, _free in categories)
    shown["draw_form"].offer(categories)
    draws = draws_of(event.id)
    return render_template(
        "events/exhibitors/rules.html",
        event=event,
        kinds=paper_kinds_of(event.id),
        categories=categories,
        draws=draws,
        witness_forms={
            one.number: _witness_form(one, formdata=None)
            for one in draws
            if one.state is DrawState.CLOSED
        },
        counts={one.id: _counts(one) for one in draws if one.state is DrawState.ANNOUNCED},
        **shown,
    )


def _criteria_form(event: Event, **values: Any) -> Any:
    weights = {kind.value: weight for kind, weight in criteria_of(event.id)}
    return CriteriaForm(prefix="criteria-", data=weights, **values)


def _witness_form(draw: Draw, **values: Any) -> WitnessForm:
    """Several draws may wait on one page."""
    return WitnessForm(prefix=f"draw{draw.number}-", **values)


def _counts(draw: Draw) -> dict[str, int]:
    """What the list would hold if it were closed now."""
    inside = len(entrants(draw.category_id))
    return {
        "inside": inside,
        "outside": waiting_applications(draw.category_id) - inside,
        "booths": len(open_booths(draw.category_id)),
    }


@bp.post("/manage/events/<slug>/allotment/criteria")
@login_required
def set_criteria(slug: str) -> Any:
    """Say what counts, and how much."""
    event = _mine(slug)
    form = _criteria_form(event)
    if not form.validate_on_submit():
        return _page(event, criteria_form=form), 422
    with telling(_("Saved. Everybody sees what counts.")):
        services.set_criteria(event, form.weights(), actor=current_user, at=clock.now())
    return _back(slug)


@bp.post("/manage/events/<slug>/allotment/papers")
@login_required
def add_paper_kind(slug: str) -> Any:
    """Ask applicants for a paper."""
    event = _mine(slug)
    form = PaperKindForm(prefix="paper-")
    form.offer(category for category, _total, _free in categories_of(event.id))
    if not form.validate_on_submit():
        return _page(event, paper_form=form), 422
    with telling(_("Applicants are asked for this paper from now on.")):
        services.add_paper_kind(
            event,
            name_vi=form.name_vi.data,
            name_en=form.name_en.data or "",
            category=category_of_event(event.id, form.category.data),
            is_required=form.is_required.data,
            actor=current_user,
            at=clock.now(),
        )
    return _back(slug)


@bp.post("/manage/events/<slug>/allotment/papers/<int:kind_id>/delete")
@login_required
def delete_paper_kind(slug: str, kind_id: int) -> Any:
    """Ask for a paper no longer; what was sent of it is deleted."""
    event = _mine(slug)
    kind = db.session.get(PaperKind, kind_id)
    if kind is None or kind.event_id != event.id:
        abort(404)
    keys: list[str] = []
    with telling(_("This paper is no longer asked for; what was sent of it has been deleted.")):
        keys += services.delete_paper_kind(kind, actor=current_user, at=clock.now())
    for key in keys:
        remove_paper(key, paper_folder())
    return _back(slug)


@bp.post("/manage/events/<slug>/draws")
@login_required
def announce_draw(slug: str) -> Any:
    """Publish the rules of a draw and the hash of its seed."""
    event = _mine(slug)
    form = DrawForm(prefix="draw-")
    form.offer(categories_of(event.id))
    category = category_of_event(event.id, form.category.data or 0) if form.is_submitted() else None
    if not form.validate_on_submit() or category is None:
        return _page(event, draw_form=form), 422
    done = _("The draw is announced: its rules and the hash of its seed are public.")
    with telling_on(form, done):
        services.announce_draw(
            event,
            category,
            method=form.method.data,
            quotas=form.quotas(),
            offer_hours=form.offer_hours.data,
            actor=current_user,
            at=clock.now(),
        )
    return (_page(event, draw_form=form), 422) if form.errors else _back(slug)


@bp.post("/manage/events/<slug>/draws/<int:number>/close")
@login_required
def close_draw(slug: str, number: int) -> Any:
    """Close the list of a draw and publish it."""
    draw = _draw(_mine(slug), number)
    with telling(_("The list is closed and public. Now the draw can be held.")):
        services.close_draw(draw, actor=current_user, at=clock.now())
    return _back(slug)


@bp.post("/manage/events/<slug>/draws/<int:number>/hold")
@login_required
def hold_draw(slug: str, number: int) -> Any:
    """Draw; the winners are told at once."""
    draw = _draw(_mine(slug), number)
    form = _witness_form(draw)
    with telling(_("Drawn. The winners have been told, the others see their place in line.")):
        services.hold_draw(
            draw,
            witness=(form.witness.data or "")[:80],
            actor=current_user,
            at=clock.now(),
        )
    return redirect(url_for("exhibitors.lottery", slug=slug, number=number), code=303)


@bp.post("/manage/events/<slug>/draws/<int:number>/cancel")
@login_required
def cancel_draw(slug: str, number: int) -> Any:
    """Call a draw off, with a reason that is published."""
    draw = _draw(_mine(slug), number)
    reason = request.form.get("reason", "").strip()
    with telling(_("The draw is called off; the reason is public.")):
        services.cancel_draw(draw, reason=reason or "–", actor=current_user, at=clock.now())
    return _back(slug)
