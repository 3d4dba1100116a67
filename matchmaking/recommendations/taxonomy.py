"""The tags of the tables, with an organiser's own synonyms, as the engine's taxonomy."""

from dataclasses import replace

import sqlalchemy as sa
from flask import g

from core.db import db
from events.catalogue import tags
from events.catalogue.models import Tag, TagRedirect
from matchmaking.engine import Taxonomy, build_taxonomy, load_taxonomy, tag_from_row
from matchmaking.engine.taxonomy import Composition

_kept: dict[str, tuple[str, Taxonomy]] = {}
COLUMNS = (
    "code",
    *("name_vi", "name_en", "name_zh", "name_lo"),
    *("synonyms_vi", "synonyms_en", "synonyms_zh", "synonyms_lo"),
)


def current_taxonomy() -> Taxonomy:
    """What ships with the platform, and over it what the tables say; read anew when they change.

    Asks the tables once in a request, however many reasons are put into words.
    """
    seen: Taxonomy | None = g.get("taxonomy")
    if seen is None:
        seen = g.taxonomy = _current()
    return seen


def _current() -> Taxonomy:
    key, version = str(db.engine.url), tags.version()
    kept = _kept.get(key)
    if kept is None or kept[0] != version:
        kept = _kept[key] = version, _read()
    return kept[1]


def _read() -> Taxonomy:
    in_order = db.session.scalars(sa.select(Tag).order_by(Tag.sort_order, Tag.id)).all()
    if not in_order:
        return load_taxonomy()
    codes = {tag.id: tag.code for tag in in_order}
    known = {tag.code: tag for tag in load_taxonomy().tags}
    led = sa.select(TagRedirect.code, Tag.code).join(Tag, Tag.id == TagRedirect.tag_id)
    moved = dict(db.session.execute(led).tuples().all())
    for code in moved:
        known.pop(code, None)
    for tag in in_order:
        row = {name: getattr(tag, name) for name in COLUMNS}
        known[tag.code] = tag_from_row(row | {"parent": codes.get(tag.parent_id or 0)})
    return _led_on(build_taxonomy(known.values()), moved)


def _led_on(taxonomy: Taxonomy, moved: dict[str, str]) -> Taxonomy:
    """What trade words and compositions say of a code out of use holds for the one it leads to."""
    if not moved:
        return taxonomy
    facets = (replace(one, code=moved.get(one.code, one.code)) for one in taxonomy.facets)
    compositions = (
        Composition(*(moved.get(code, code) for code in (one.head, one.other, one.gives)))
        for one in taxonomy.compositions
    )
    return replace(taxonomy, facets=tuple(facets), compositions=tuple(compositions))
