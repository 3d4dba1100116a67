"""For the platform's admin: the kinds of products, and the words that companies missed."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.forms import BaseForm
from core.i18n import _
from core.permissions import authorize
from core.search import query_text
from core.telling import telling
from events.catalogue import pages
from events.catalogue import proposals as asked
from events.catalogue import taxonomy as keeping
from events.catalogue.forms import AliasForm, MergeTagForm, MoveTagForm, RefuseForm, TagForm
from events.catalogue.forms.tags import WORDS
from events.catalogue.models import Tag
from events.catalogue.queries import carried, root_tags, tags_below
from events.catalogue.rules import can_keep_taxonomy
from events.catalogue.tags import TagEntry, entries, suggest
from events.catalogue.views.blueprint import bp

MOST_FOUND = 60


def _tag_or_404(tag_id: int) -> Tag:
    return db.get_or_404(Tag, tag_id)


@bp.get("/admin/kinds")
def taxonomy() -> str:
    """The sectors, or what a search or a sector holds."""
    authorize(can_keep_taxonomy)
    query = query_text(request.args.get("q"))
    top = keeping.tag_of_code(request.args.get("below", ""))
    if query:
        codes = [one.code for one in suggest(entries(), query, limit=MOST_FOUND)]
        found = list(db.session.scalars(sa.select(Tag).where(Tag.code.in_(codes))))
        found.sort(key=lambda tag: codes.index(tag.code))
    else:
        found = tags_below(top.code) if top else root_tags()
    return render_template(
        "events/catalogue/taxonomy.html",
        query=query,
        top=top,
        tags=found,
        counts=carried(found),
        total=len(entries()),
        waiting=len(asked.open_words()),
    )


@bp.route("/admin/kinds/new", methods=["GET", "POST"])
def new_tag() -> Any:
    """Add a kind below another."""
    authorize(can_keep_taxonomy)
    parent = keeping.tag_of_code(request.args.get("below", ""))
    form = TagForm()
    if form.validate_on_submit():
        try:
            with transaction():
                tag = keeping.add_tag(parent, form.words, actor=current_user, at=clock.now())
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("“%(name)s” is there.", name=pages.tag_name(tag)), "success")
            return redirect(url_for("catalogue.tag", tag_id=tag.id), code=303)
    shown = render_template("events/catalogue/new_tag.html", form=form, parent=parent)
    return shown, 422 if form.is_submitted() else 200


def _words_of(tag: Tag) -> dict[str, str]:
    """What a kind is called, its other names as people write lists."""
    return {name: getattr(tag, name).replace(";", ", ") for name in WORDS}


def _tag_page(tag: Tag, **forms: BaseForm) -> Any:
    others = [one for one in entries() if not _is_within(one.code, tag.code)]
    parent = db.session.get(Tag, tag.parent_id) if tag.parent_id else None
    shown = {
        "words": TagForm(formdata=None, data=_words_of(tag)),
        "place": MoveTagForm(
            others, formdata=None, prefix="move-", data={"tag": parent.code if parent else ""}
        ),
        "merge": MergeTagForm(others, formdata=None, prefix="merge-"),
    }
    page = render_template(
        "events/catalogue/tag.html",
        tag=tag,
        parent=parent,
        below=tags_below(tag.code),
        counts=carried([tag]),
        **{**shown, **forms},
    )
    return page, 422 if forms else 200


def _is_within(code: str, above: str) -> bool:
    return code == above or code.startswith(f"{above}.")


@bp.route("/admin/kinds/<int:tag_id>", methods=["GET", "POST"])
def tag(tag_id: int) -> Any:
    """What one kind is called; where it stands; what it becomes part of."""
    authorize(can_keep_taxonomy)
    row = _tag_or_404(tag_id)
    if request.method == "GET":
        return _tag_page(row)
    form = TagForm()
    if not form.validate():
        return _tag_page(row, words=form)
    try:
        with transaction():
            keeping.edit_tag(_tag_or_404(tag_id), form.words, actor=current_user, at=clock.now())
    except DomainError as error:
        form.form_errors.append(error.text(_))
        return _tag_page(_tag_or_404(tag_id), words=form)
    flash(_("Saved."), "success")
    return redirect(url_for("catalogue.tag", tag_id=tag_id), code=303)


@bp.post("/admin/kinds/<int:tag_id>/move")
def move_tag(tag_id: int) -> Any:
    """Put a kind below another."""
    authorize(can_keep_taxonomy)
    row = _tag_or_404(tag_id)
    form = MoveTagForm(entries(), prefix="move-")
    if not form.validate():
        return _tag_page(row, place=form)
    try:
        with transaction():
            parent = keeping.tag_of_code(form.tag.data or "")
            keeping.move_tag(_tag_or_404(tag_id), parent, actor=current_user, at=clock.now())
    except DomainError as error:
        form.form_errors.append(error.text(_))
        return _tag_page(_tag_or_404(tag_id), place=form)
    flash(_("Moved. Products and needs moved along; the old code still leads here."), "success")
    return redirect(url_for("catalogue.tag", tag_id=tag_id), code=303)


@bp.post("/admin/kinds/<int:tag_id>/merge")
def merge_tag(tag_id: int) -> Any:
    """Make a kind part of another."""
    authorize(can_keep_taxonomy)
    row = _tag_or_404(tag_id)
    form = MergeTagForm(entries(), prefix="merge-")
    if not form.validate():
        return _tag_page(row, merge=form)
    name = pages.tag_name(row)
    try:
        with transaction():
            kept = keeping.tag_of_code(form.tag.data)
            if kept is None:
                abort(404)
            keeping.merge_tags(kept, _tag_or_404(tag_id), actor=current_user, at=clock.now())
            kept_id = kept.id
    except DomainError as error:
        form.form_errors.append(error.text(_))
        return _tag_page(_tag_or_404(tag_id), merge=form)
    flash(_("“%(name)s” is part of this kind now, and leads to it.", name=name), "success")
    return redirect(url_for("catalogue.tag", tag_id=kept_id), code=303)


@bp.get("/admin/words")
def proposals() -> str:
    """Words that companies missed."""
    authorize(can_keep_taxonomy)
    return _words_page()


def _words_page(key: str = "", form: BaseForm | None = None) -> str:
    known, words = entries(), []
    for number, word in enumerate(asked.open_words()[:20], 1):
        here = form if word.key == key else None
        alias = here if isinstance(here, AliasForm) else _alias_form(word.word, known)
        refusal = here if isinstance(here, RefuseForm) else RefuseForm(formdata=None)
        alias.tag.id, refusal.reason.id = f"alias-{number}", f"reason-{number}"
        alias.tag.label.field_id, refusal.reason.label.field_id = alias.tag.id, refusal.reason.id
        words.append((word, alias, refusal))
    return render_template("events/catalogue/proposals.html", words=words)


def _alias_form(word: str, known: Sequence[TagEntry]) -> AliasForm:
    """Begins with the kind that the word is most like."""
    like = suggest(known, word, limit=1)
    return AliasForm(known, formdata=None, data={"tag": like[0].code if like else ""})


@bp.post("/admin/words/<key>/alias")
def alias(key: str) -> Any:
    """A word is another name of a kind."""
    authorize(can_keep_taxonomy)
    form = AliasForm(entries())
    if not form.validate():
        return _words_page(key, form), 422
    with telling(_("Done. The companies are told, and their products have the kind.")):
        tag = keeping.tag_of_code(form.tag.data)
        if tag is None:
            abort(404)
        asked.accept_as_alias(key, tag, actor=current_user, at=clock.now())
    return redirect(url_for("catalogue.proposals"), code=303)


@bp.route("/admin/words/<key>/new", methods=["GET", "POST"])
def new_from_word(key: str) -> Any:
    """A word is a kind of its own."""
    authorize(can_keep_taxonomy)
    word = next((one for one in asked.open_words() if one.key == key), None)
    if word is None:
        abort(404)
    form = TagForm(data={"name_vi": word.word})
    place = MoveTagForm(entries(), prefix="move-")
    if form.validate_on_submit() and place.validate():
        try:
            with transaction():
                parent = keeping.tag_of_code(place.tag.data or "")
                asked.accept_as_new(key, parent, form.words, actor=current_user, at=clock.now())
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("Done. The companies are told, and their products have the kind."), "success")
            return redirect(url_for("catalogue.proposals"), code=303)
    shown = render_template(
        "events/catalogue/new_tag.html", form=form, place=place, parent=None, word=word
    )
    return shown, 422 if form.is_submitted() else 200


@bp.post("/admin/words/<key>/refuse")
def refuse_word(key: str) -> Any:
    """A word is no kind of product; the reason goes to the companies."""
    authorize(can_keep_taxonomy)
    form = RefuseForm()
    if not form.validate():
        return _words_page(key, form), 422
    with telling(_("Done. The companies read your reason.")):
        asked.refuse(key, form.reason.data, actor=current_user, at=clock.now())
    return redirect(url_for("catalogue.proposals"), code=303)
