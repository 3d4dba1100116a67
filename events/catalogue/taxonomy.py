"""The taxonomy is kept: loaded from the file, added to, named, moved, merged. Flushes only.

A code tells where a tag stands (``TEA.GRN`` below ``TEA``), so a tag that moves gets another one;
codes that went out of use lead to their tag for ever, in files, links and on paper.
"""

import csv
import re
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from core.activity import record
from core.db import constraints, db, lock
from core.references import references_to
from core.text import clean, slugify
from events.catalogue import tags
from events.catalogue.errors import (
    CodeTooLong,
    HasKindsBelow,
    NotBelowItself,
    SameTag,
    TagCodeTaken,
    TagNameTaken,
)
from events.catalogue.models import Product, ProductTag, Tag, TagRedirect
from events.catalogue.services import search_text

TAXONOMY = Path(__file__).resolve().parents[2] / "data" / "product_taxonomy.csv"
NAMES = ("name_vi", "name_en", "name_zh", "name_lo")
ALIASES = ("synonyms_vi", "synonyms_en", "synonyms_zh", "synonyms_lo")
MAX_CODE = 40


def load_taxonomy(path: Path = TAXONOMY) -> int:
    """Bring the tags up to the taxonomy file; safe to repeat. Returns how many there are.

    Tags that left the file stay, for products may carry them. What people changed, merged or
    moved is left as they want it.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    known = {tag.code: tag for tag in db.session.scalars(sa.select(Tag))}
    out_of_use = set(db.session.scalars(sa.select(TagRedirect.code)))
    rows = [row for row in rows if row["code"] not in out_of_use]
    for row in rows:
        tag = known.setdefault(row["code"], Tag(code=row["code"]))
        if tag.edited_at is None:
            _fill_tag(tag, row)
        db.session.add(tag)
    db.session.flush()
    for row in rows:
        parent = known.get(row["parent"])
        known[row["code"]].parent_id = parent.id if parent else None
    db.session.flush()
    tags.forget()
    return len(rows)


def _fill_tag(tag: Tag, row: dict[str, str]) -> None:
    for name in ("name_vi", "name_en", "name_zh", "name_lo", "synonyms_vi", "synonyms_en"):
        setattr(tag, name, clean(row[name]))
    tag.keywords, tag.hs_code = clean(row["keywords"]), row["hs_code"][:12]
    tag.is_leaf = row["is_leaf"] == "yes"
    tag.ocop_group = int(row["ocop_group"]) if row["ocop_group"] else None
    tag.sort_order = int(row["sort_order"])


def tag_of_code(code: str) -> Tag | None:
    """The tag of a code, also of one that went out of use."""
    found = db.session.scalar(sa.select(Tag).where(Tag.code == code))
    if found is not None:
        return found
    led = sa.select(Tag).join(TagRedirect, TagRedirect.tag_id == Tag.id)
    return db.session.scalar(led.where(TagRedirect.code == code))


def listed(words: Iterable[str], *, but: Collection[str] = ()) -> str:
    """Aliases as a column keeps them: each once, without those that are names."""
    kept: dict[str, str] = {}
    left_out = {name.lower() for name in but}
    for word in words:
        plain = " ".join(clean(word).split())
        if plain and plain.lower() not in left_out:
            kept.setdefault(plain.lower(), plain)
    return ";".join(kept.values())


def _set_words(tag: Tag, words: dict[str, str]) -> None:
    """Names, and aliases separated by ; or , or lines."""
    for name in NAMES:
        setattr(tag, name, " ".join(clean(words.get(name, "")).split())[:120])
    tag.name_en = tag.name_en or tag.name_vi
    own = [getattr(tag, name) for name in NAMES]
    for name in ALIASES:
        setattr(tag, name, listed(re.split(r"[;,\n]", words.get(name, "")), but=own))


def _refuse_twin(tag: Tag) -> None:
    """Beside one another two kinds of one name would never be told apart."""
    twin = sa.select(Tag.id).where(
        sa.func.lower(Tag.name_vi) == tag.name_vi.lower(),
        Tag.parent_id.is_(tag.parent_id)
        if tag.parent_id is None
        else Tag.parent_id == tag.parent_id,
        Tag.id != (tag.id or 0),
    )
    with db.session.no_autoflush:
        if db.session.scalar(twin.limit(1)) is not None:
            raise TagNameTaken(name=tag.name_vi)


def add_tag(parent: Tag | None, words: dict[str, str], *, actor: Any, at: datetime) -> Tag:
    """Add a kind of product below another, at the end of its neighbours.

    Raises
    ------
    TagNameTaken, CodeTooLong, TagCodeTaken
    """
    tag = Tag(parent_id=parent.id if parent else None, edited_at=at)
    _set_words(tag, words)
    _refuse_twin(tag)
    tag.code = _free_code(parent, tag.name_en)
    below = sa.select(sa.func.coalesce(sa.func.max(Tag.sort_order), 0))
    if parent is not None:
        below = below.where(_within(parent.code))
    tag.sort_order = db.session.scalar(below) or 0
    tag.ocop_group = parent.ocop_group if parent else None
    with constraints({"uq_tags_code": TagCodeTaken}):
        db.session.add(tag)
        if parent is not None:
            parent.is_leaf = False
    _changed("tag:added", tag, actor=actor, at=at)
    return tag


def _free_code(parent: Tag | None, name: str) -> str:
    """A code below the parent's that nobody has or had: ``TEA.`` and the name's letters."""
    stem = re.sub(r"[^A-Z0-9]", "", slugify(name).upper())[:8] or "X"
    head = f"{parent.code}." if parent else ""
    taken = set(db.session.scalars(sa.select(Tag.code).where(Tag.code.startswith(head + stem))))
    taken |= set(db.session.scalars(sa.select(TagRedirect.code)))
    numbered = (f"{head}{stem}{number}" for number in ("", *range(2, 1000)))
    code = next(one for one in numbered if one not in taken)
    if len(code) > MAX_CODE:
        raise CodeTooLong
    return code


def _within(code: str) -> sa.ColumnElement[bool]:
    return sa.or_(Tag.code == code, Tag.code.startswith(f"{code}."))


def edit_tag(tag: Tag, words: dict[str, str], *, actor: Any, at: datetime) -> None:
    """Change what a kind of product is called. Raises TagNameTaken."""
    _set_words(tag, words)
    _refuse_twin(tag)
    tag.edited_at = at
    _changed("tag:edited", tag, actor=actor, at=at)


def add_alias(tag: Tag, word: str, *, actor: Any, at: datetime) -> None:
    """One more name under which people look for a kind of product."""
    own = [getattr(tag, name) for name in NAMES]
    tag.synonyms_vi = listed((*tag.synonyms_vi.split(";"), word), but=own)
    tag.edited_at = at
    _changed("tag:alias", tag, actor=actor, at=at)


def move_tag(tag: Tag, parent: Tag | None, *, actor: Any, at: datetime) -> None:
    """Put a kind, with those below it, below another; the codes they had lead to them.

    Raises
    ------
    NotBelowItself, CodeTooLong, TagCodeTaken, TagNameTaken
    """
    lock(tag)
    if parent is not None and (parent.code == tag.code or parent.code.startswith(f"{tag.code}.")):
        raise NotBelowItself
    before = tag.code
    old_parent = tag.parent_id
    tag.parent_id = parent.id if parent else None
    _refuse_twin(tag)
    code = _free_code(parent, tag.name_en)
    moving = db.session.scalars(sa.select(Tag).where(_within(before)).order_by(Tag.code)).all()
    with constraints({"uq_tags_code": TagCodeTaken, "uq_tag_redirects_code": TagCodeTaken}):
        for one in moving:
            was, one.code = one.code, code + one.code[len(before) :]
            if len(one.code) > MAX_CODE:
                raise CodeTooLong
            db.session.add(TagRedirect(code=was, tag_id=one.id, made_at=at))
        if parent is not None:
            parent.is_leaf = False
    _mend_leaf(old_parent)
    tag.edited_at = at
    _changed("tag:moved", tag, actor=actor, at=at, before=before)


def _mend_leaf(tag_id: int | None) -> None:
    if tag_id is None:
        return
    below = sa.select(Tag.id).where(Tag.parent_id == tag_id).limit(1)
    db.session.get_one(Tag, tag_id).is_leaf = db.session.scalar(below) is None
    db.session.flush()


def merge_tags(kept: Tag, gone: Tag, *, actor: Any, at: datetime) -> None:
    """Two kinds become one: all that carry it move, its names are aliases, its code leads on.

    Raises
    ------
    SameTag, HasKindsBelow
    """
    if kept.id == gone.id:
        raise SameTag
    for tag in sorted((kept, gone), key=lambda one: one.id):
        lock(tag)
    if db.session.scalar(sa.select(Tag.id).where(Tag.parent_id == gone.id).limit(1)) is not None:
        raise HasKindsBelow
    gone_id, parent_id, code = gone.id, gone.parent_id, gone.code
    own = [getattr(kept, name) for name in NAMES]
    for name, alias in zip(NAMES, ALIASES, strict=True):
        words = (
            *getattr(kept, alias).split(";"),
            getattr(gone, name),
            *getattr(gone, alias).split(";"),
        )
        setattr(kept, alias, listed(words, but=own))
    kept.edited_at = at
    _hand_on(gone_id, kept.id)
    db.session.execute(sa.delete(Tag).where(Tag.id == gone_id))
    with constraints({"uq_tag_redirects_code": TagCodeTaken}):
        db.session.add(TagRedirect(code=code, tag_id=kept.id, made_at=at))
    db.session.expire_all()
    _mend_leaf(parent_id)
    _changed("tag:merged", kept, actor=actor, at=at, gone=code)


def _hand_on(gone_id: int, kept_id: int) -> None:
    """What carries both tags carries the kept one once; everything else moves."""
    target: sa.Table = Tag.__table__  # type: ignore[assignment]
    for column in references_to(target):
        table = column.table
        key = [one for one in table.primary_key.columns if one is not column]
        if column.primary_key and len(key) == 1:
            other = table.alias()
            there = sa.select(other.c[key[0].name]).where(other.c[column.name] == kept_id)
            db.session.execute(sa.delete(table).where(column == gone_id, key[0].in_(there)))
        db.session.execute(sa.update(table).where(column == gone_id).values({column: kept_id}))


def _changed(verb: str, tag: Tag, *, actor: Any, at: datetime, **details: Any) -> None:
    record(verb, tag, actor=actor, at=at, code=tag.code, **details)
    refresh(tag)


def refresh(tag: Tag) -> None:
    """Read anew what is kept of the taxonomy, and find the products of a tag by it."""
    tags.forget()
    carriers = sa.select(ProductTag.product_id).join(Tag, Tag.id == ProductTag.tag_id)
    products = (
        sa.select(Product)
        .where(Product.id.in_(carriers.where(_within(tag.code))))
        .options(joinedload(Product.company), selectinload(Product.tags))
    )
    for product in db.session.scalars(products).unique():
        product.search_text = search_text(product, product.company)
    db.session.flush()
