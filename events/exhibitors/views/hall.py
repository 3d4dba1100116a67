"""The organiser draws halls: categories, rows of booths, who stands where."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, fmt_number, ngettext
from core.permissions import authorize
from core.telling import telling, telling_on
from events.catalogue.pages import company_name, sector_name
from events.exhibitors import services
from events.exhibitors.forms import CategoryForm, HallForm, RowsForm
from events.exhibitors.models import Booth, BoothCategory, Hall
from events.exhibitors.plan import plan_of
from events.exhibitors.queries import (
    categories_of,
    count_without_booth,
    fees_of,
    free_booths,
    halls_of,
    sectors_at,
)
from events.exhibitors.views.blueprint import bp
from events.exhibitors.words import place_name
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.rules import can_manage_event
from events.programme.states import LIVE, OVER


def _mine(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    return event


def _back(slug: str) -> Any:
    return redirect(url_for("exhibitors.hall", slug=slug), code=303)


def _rows_form(halls: list[Hall], categories: list[BoothCategory]) -> RowsForm:
    form = RowsForm(prefix="rows-")
    form.offer(halls, categories)
    return form


@bp.get("/manage/events/<slug>/hall")
@login_required
def hall(slug: str) -> str:
    """The halls and what can be done to them."""
    event = _mine(slug)
    return _page(event)


def _page(event: Event, **forms: Any) -> str:
    halls, categories, sectors = halls_of(event.id), categories_of(event.id), sectors_at(event.id)
    plans = [
        (
            one,
            plan_of(
                one,
                sectors,
                name=lambda exhibitor: company_name(exhibitor.company),
                address=lambda exhibitor: url_for(
                    "exhibitors.company", company_id=exhibitor.company_id
                ),
                label=sector_name,
                place=place_name,
            ),
        )
        for one in halls
    ]
    shown = {
        "hall_form": HallForm(prefix="hall-", formdata=None),
        "category_form": CategoryForm(prefix="category-", formdata=None),
        "rows_form": RowsForm(prefix="rows-", formdata=None),
    } | forms
    shown["rows_form"].offer(halls, [category for category, _total, _free in categories])
    return render_template(
        "events/exhibitors/hall.html",
        event=event,
        plans=plans,
        categories=categories,
        free=free_booths(event.id),
        without_booth=count_without_booth(event.id),
        **shown,
    )


@bp.post("/manage/events/<slug>/halls")
@login_required
def add_hall(slug: str) -> Any:
    """Add a hall."""
    event = _mine(slug)
    form = HallForm(prefix="hall-")
    if not form.validate_on_submit():
        return _page(event, hall_form=form), 422
    with telling_on(form, _("The hall is there. Now draw its rows of booths.")):
        services.add_hall(event, form.name.data, actor=current_user, at=clock.now())
    return (_page(event, hall_form=form), 422) if form.errors else _back(slug)


@bp.post("/manage/events/<slug>/halls/<int:hall_id>/delete")
@login_required
def delete_hall(slug: str, hall_id: int) -> Any:
    """Delete a hall without booths."""
    event = _mine(slug)
    row = db.session.get(Hall, hall_id)
    if row is None or row.event_id != event.id:
        abort(404)
    with telling(_("The hall has been deleted.")):
        services.delete_hall(row, actor=current_user, at=clock.now())
    return _back(slug)


@bp.post("/manage/events/<slug>/categories")
@login_required
def add_category(slug: str) -> Any:
    """Add a booth category."""
    event = _mine(slug)
    form = CategoryForm(prefix="category-")
    if not form.validate_on_submit():
        return _page(event, category_form=form), 422
    with telling_on(form, _category_added(event)):
        services.add_category(
            event,
            **form.values(),
            actor=current_user,
            at=clock.now(),
        )
    return (_page(event, category_form=form), 422) if form.errors else _back(slug)


def _category_added(event: Event) -> str:
    """What a new category means now: firms apply while the event is open or runs."""
    if event.state in LIVE:
        return str(_("Firms can now apply for this category."))
    if event.state in OVER:
        return str(_("The category has been added."))
    return str(
        _("Firms can apply for this category as soon as the event is open for registration.")
    )


@bp.route("/manage/events/<slug>/categories/<int:category_id>", methods=["GET", "POST"])
@login_required
def edit_category(slug: str, category_id: int) -> Any:
    """Another name, size or price for a category, also when booths have it."""
    event = _mine(slug)
    category = _category(event, category_id)
    form = CategoryForm(data=_shown(category))
    if form.validate_on_submit():
        try:
            with transaction():
                services.edit_category(
                    category, **form.values(), actor=current_user, at=clock.now()
                )
        except DomainError as error:
            form.name_vi.errors = [*form.name_vi.errors, error.text(_)]
        else:
            flash(_("Saved."), "success")
            return _back(slug)
    return render_template(
        "events/exhibitors/category.html",
        event=event,
        form=form,
        fees=len([fee for fee in fees_of(event.id) if not fee.cancelled_at]),
    ), 422 if form.errors else 200


def _category(event: Event, category_id: int) -> BoothCategory:
    category = db.session.get(BoothCategory, category_id)
    if category is None or category.event_id != event.id:
        abort(404)
    return category


def _shown(category: BoothCategory) -> dict[str, Any]:
    return {
        "name_vi": category.name_vi,
        "name_en": category.name_en,
        "size": category.size,
        "price": fmt_number(category.price_minor),
        "kept_for": category.kept_for.value if category.kept_for else "",
    }


@bp.post("/manage/events/<slug>/categories/<int:category_id>/delete")
@login_required
def delete_category(slug: str, category_id: int) -> Any:
    """Delete a category that nothing uses."""
    event = _mine(slug)
    category = _category(event, category_id)
    with telling(_("The category has been deleted.")):
        services.delete_category(category, actor=current_user, at=clock.now())
    return _back(slug)


@bp.post("/manage/events/<slug>/rows")
@login_required
def draw_rows(slug: str) -> Any:
    """Draw rows of booths."""
    event = _mine(slug)
    halls = {one.id: one for one in halls_of(event.id)}
    categories = {one.id: one for one, _total, _free in categories_of(event.id)}
    form = _rows_form(list(halls.values()), list(categories.values()))
    if not form.validate_on_submit():
        return _page(event, rows_form=form), 422
    wanted = form.wanted()
    number = len(wanted.letters) * wanted.count
    done = ngettext("%(num)d booth has been drawn.", "%(num)d booths have been drawn.", number)
    with telling_on(form, done):
        services.draw_row(
            halls[form.hall.data],
            categories[form.category.data],
            wanted,
            actor=current_user,
            at=clock.now(),
        )
    return (_page(event, rows_form=form), 422) if form.errors else _back(slug)


@bp.post("/manage/events/<slug>/booths/<int:booth_id>/delete")
@login_required
def delete_booth(slug: str, booth_id: int) -> Any:
    """Delete a free booth."""
    event = _mine(slug)
    booth = db.session.get(Booth, booth_id)
    if booth is None or booth.event_id != event.id:
        abort(404)
    with telling(_("Booth %(label)s has been deleted.", label=booth.label)):
        services.delete_booth(booth, actor=current_user, at=clock.now())
    return _back(slug)
