"""Words that companies missed among the kinds of products, and what is answered. Flushes only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.companies.queries import people_of
from core import outbox
from core.activity import record
from core.db import changed, constraints, db
from core.text import fold
from events.catalogue import taxonomy
from events.catalogue.errors import ProposalAnswered
from events.catalogue.models import Product, ProposalState, Tag, TagProposal

S = ProposalState


def propose(
    product: Product, words: Sequence[str], *, actor: Any, at: datetime
) -> list[TagProposal]:
    """Ask for kinds that the taxonomy lacks; what was asked for the product before waits on."""
    waiting = sa.select(TagProposal.word_key).where(
        TagProposal.product_id == product.id, TagProposal.state == S.OPEN
    )
    there = set(db.session.scalars(waiting))
    rows = []
    for word in words:
        if fold(word) in there:
            continue
        with constraints({"uq_tag_proposals_open": ProposalAnswered}):
            row = TagProposal(
                word=word,
                word_key=fold(word)[:80],
                company_id=product.company_id,
                product_id=product.id,
                proposed_at=at,
                proposed_by_id=getattr(actor, "id", None),
            )
            db.session.add(row)
        record("tag:proposed", row, actor=actor, at=at)
        rows.append(row)
    return rows


@dataclass(frozen=True)
class Asked:
    """One word with everybody who asked for it."""

    key: str
    word: str
    rows: tuple[TagProposal, ...]


def open_words() -> list[Asked]:
    """Words that wait for an answer, those asked for most often first."""
    waiting = (
        sa.select(TagProposal)
        .where(TagProposal.state == S.OPEN)
        .options(joinedload(TagProposal.company), joinedload(TagProposal.product))
        .order_by(TagProposal.proposed_at, TagProposal.id)
    )
    groups: dict[str, list[TagProposal]] = {}
    for row in db.session.scalars(waiting):
        groups.setdefault(row.word_key, []).append(row)
    asked = [Asked(key, rows[0].word, tuple(rows)) for key, rows in groups.items()]
    return sorted(asked, key=lambda one: -len(one.rows))


def _take(key: str, state: ProposalState, *, actor: Any, at: datetime, **values: Any) -> list[int]:
    """Answer all that wait for a word; of two moderators one is first. Raises ProposalAnswered."""
    waiting = sa.select(TagProposal.id).where(
        TagProposal.word_key == key, TagProposal.state == S.OPEN
    )
    ids = list(db.session.scalars(waiting.order_by(TagProposal.id)))
    answer = (
        sa.update(TagProposal)
        .where(TagProposal.id.in_(ids), TagProposal.state == S.OPEN)
        .values(state=state, answered_at=at, answered_by_id=getattr(actor, "id", None), **values)
    )
    if not ids or changed(answer) != len(ids):
        raise ProposalAnswered
    db.session.expire_all()
    return ids


def accept_as_alias(key: str, tag: Tag, *, actor: Any, at: datetime) -> None:
    """The word is another name of a kind that is there; the products get that kind.

    Raises ProposalAnswered
    """
    ids = _take(key, S.ALIAS, actor=actor, at=at, tag_id=tag.id)
    taxonomy.add_alias(tag, db.session.get_one(TagProposal, ids[0]).word, actor=actor, at=at)
    _give(ids, tag, actor=actor, at=at)


def accept_as_new(
    key: str, parent: Tag | None, words: dict[str, str], *, actor: Any, at: datetime
) -> Tag:
    """The word is a kind of its own; the products get it.

    Raises ProposalAnswered, and what adding a tag raises
    """
    ids = _take(key, S.NEW, actor=actor, at=at)
    tag = taxonomy.add_tag(parent, words, actor=actor, at=at)
    _give(ids, tag, actor=actor, at=at)
    return tag


def refuse(key: str, reason: str, *, actor: Any, at: datetime) -> None:
    """The word is no kind of product; the companies read why. Raises ProposalAnswered."""
    for proposal_id in _take(key, S.REFUSED, actor=actor, at=at, answer=reason):
        row = db.session.get_one(TagProposal, proposal_id)
        record("tag:refused", row, actor=actor, at=at)
        _tell(row, "tag_refused", at=at, reason=reason)


def _give(ids: Sequence[int], tag: Tag, *, actor: Any, at: datetime) -> None:
    for proposal_id in ids:
        row = db.session.get_one(TagProposal, proposal_id)
        row.tag_id = tag.id
        if tag not in row.product.tags:
            row.product.tags.append(tag)
        row.product.updated_at = at
        record("tag:accepted", row, actor=actor, at=at, tag=tag.code)
        _tell(row, "tag_accepted", at=at, tag_vi=tag.name_vi, tag_en=tag.name_en)
    taxonomy.refresh(tag)


def _tell(row: TagProposal, template: str, *, at: datetime, **values: Any) -> None:
    product = row.product
    for user in people_of(row.company_id):
        if user.email:
            outbox.put(
                user.email,
                template,
                language=user.language,
                at=at,
                word=row.word,
                product_vi=product.name_vi,
                product_en=product.name_en,
                product_id=product.id,
                **values,
            )


def proposals_for(product_id: int) -> list[TagProposal]:
    """What was asked for a product, newest first."""
    theirs = sa.select(TagProposal).where(TagProposal.product_id == product_id)
    return list(db.session.scalars(theirs.order_by(TagProposal.id.desc()).limit(10)))
