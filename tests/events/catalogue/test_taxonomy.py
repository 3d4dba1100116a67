"""The taxonomy is kept by people: names, aliases, places; nothing is deleted, codes lead on."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from core.db import db
from core.outbox import OutboxMessage
from events.catalogue import taxonomy
from events.catalogue.errors import (
    HasKindsBelow,
    NotBelowItself,
    ProposalAnswered,
    SameTag,
    TagNameTaken,
)
from events.catalogue.models import Product, ProductTag, ProposalState, Tag, TagProposal
from events.catalogue.proposals import (
    accept_as_alias,
    accept_as_new,
    open_words,
    propose,
    refuse,
)
from events.catalogue.queries import tags_by_code
from events.catalogue.services import search_text
from events.catalogue.tags import entries, followed, named, version
from matchmaking.needs.models import NeedTag
from matchmaking.recommendations.taxonomy import _read
from tests import factories as make


@pytest.fixture
def tea(session: Any) -> Tag:
    return make.make_tag("TEA")


@pytest.fixture
def green(tea: Tag) -> Tag:
    return make.make_tag("TEA.GRN", name_vi="Chè xanh", name_en="Green tea", parent_id=tea.id)


@pytest.fixture
def black(tea: Tag) -> Tag:
    return make.make_tag("TEA.BLK", name_vi="Hồng trà", name_en="Black tea", parent_id=tea.id)


def _carrier(tag: Tag) -> Product:
    product = make.make_product(make.make_company())
    db.session.add(ProductTag(product_id=product.id, tag_id=tag.id))
    db.session.flush()
    return product


def _words(**values: str) -> dict[str, str]:
    return {"name_vi": "Chè vàng", "name_en": "Yellow tea"} | values


def test_a_kind_is_added_below_another_with_a_code_of_its_own(tea: Tag, at: datetime) -> None:
    first = taxonomy.add_tag(tea, _words(name_zh="黄茶"), actor=None, at=at)
    second = taxonomy.add_tag(tea, _words(name_vi="Chè vàng Tây Bắc"), actor=None, at=at)

    assert (first.code, second.code) == ("TEA.YELLOWTE", "TEA.YELLOWTE2")
    assert (first.parent_id, tea.is_leaf) == (tea.id, False)
    assert named(entries(), "黄茶")[0].code == first.code


def test_neighbours_have_different_names(tea: Tag, green: Tag, at: datetime) -> None:
    with pytest.raises(TagNameTaken):
        taxonomy.add_tag(tea, _words(name_vi="chè XANH"), actor=None, at=at)


def test_aliases_find_the_kind_and_its_products_in_every_language(green: Tag, at: datetime) -> None:
    product, before = _carrier(green), version()
    words = _words(name_vi="Chè xanh", synonyms_vi="trà mạn, chè mạn", synonyms_lo="ຊາຂຽວ\nຊາ")

    taxonomy.edit_tag(green, words, actor=None, at=at)

    assert green.synonyms_vi == "trà mạn;chè mạn"
    assert [one.code for one in named(entries(), "tra man")] == ["TEA.GRN"]
    assert [one.code for one in named(entries(), "ຊາຂຽວ")] == ["TEA.GRN"]
    assert "che man" in product.search_text
    assert version() != before


def test_a_name_is_no_alias_of_itself() -> None:
    assert taxonomy.listed(["Trà", "trà", " chè  xanh "], but=["Chè xanh"]) == "Trà"


def test_merging_moves_products_and_needs_and_the_code_leads_on(
    green: Tag, black: Tag, at: datetime
) -> None:
    both, one = _carrier(green), _carrier(black)
    db.session.add(ProductTag(product_id=both.id, tag_id=black.id))
    need = make.make_need(make.make_buyer(make.make_event()))
    db.session.add(NeedTag(need_id=need.id, tag_id=black.id))
    db.session.flush()

    taxonomy.merge_tags(green, black, actor=None, at=at)

    carriers = sa.select(ProductTag.product_id, ProductTag.tag_id).order_by(ProductTag.product_id)
    rows = [(product, tag) for product, tag in db.session.execute(carriers)]
    assert rows == [(both.id, green.id), (one.id, green.id)]
    assert [tag.code for tag in need.tags] == ["TEA.GRN"]
    assert followed(["TEA.BLK", "TEA"]) == ["TEA.GRN", "TEA"]
    assert tags_by_code(["TEA.BLK"]) == [green]
    assert "Hồng trà" in green.synonyms_vi
    assert "hong tra" in one.search_text


def test_the_matcher_reads_the_merged_taxonomy(green: Tag, black: Tag, at: datetime) -> None:
    taxonomy.merge_tags(green, black, actor=None, at=at)

    known = _read().by_code
    assert "TEA.BLK" not in known
    assert "Hồng trà" in known["TEA.GRN"].synonyms_vi


def test_what_has_kinds_below_is_not_merged(tea: Tag, green: Tag, at: datetime) -> None:
    other = make.make_tag("COF", name_vi="Cà phê", name_en="Coffee")

    with pytest.raises(HasKindsBelow):
        taxonomy.merge_tags(other, tea, actor=None, at=at)
    with pytest.raises(SameTag):
        taxonomy.merge_tags(green, green, actor=None, at=at)


def test_a_kind_moves_with_those_below_it_and_old_codes_lead_there(
    tea: Tag, green: Tag, at: datetime
) -> None:
    other = make.make_tag("BEV", name_vi="Đồ uống", name_en="Drinks")
    leaf = make.make_tag("TEA.GRN.SHA", name_vi="Shan", name_en="Shan", parent_id=green.id)

    taxonomy.move_tag(green, other, actor=None, at=at)

    assert (green.code, leaf.code) == ("BEV.GREENTEA", "BEV.GREENTEA.SHA")
    assert followed(["TEA.GRN.SHA"]) == ["BEV.GREENTEA.SHA"]
    assert (tea.is_leaf, other.is_leaf) == (True, False)


def test_a_kind_does_not_stand_below_itself(tea: Tag, green: Tag, at: datetime) -> None:
    with pytest.raises(NotBelowItself):
        taxonomy.move_tag(tea, green, actor=None, at=at)


def test_loading_the_file_again_leaves_what_people_did(session: Any, at: datetime) -> None:
    taxonomy.load_taxonomy()
    green = taxonomy.tag_of_code("TEA.GRN")
    black = taxonomy.tag_of_code("TEA.BLK")
    assert green is not None
    assert black is not None
    taxonomy.edit_tag(green, _words(name_vi="Chè xanh sao"), actor=None, at=at)
    taxonomy.merge_tags(green, black, actor=None, at=at)
    count = len(entries())

    taxonomy.load_taxonomy()

    assert len(entries()) == count
    assert green.name_vi == "Chè xanh sao"
    assert taxonomy.tag_of_code("TEA.BLK") is green


# ── words that companies missed ──


@pytest.fixture
def asked(green: Tag, at: datetime) -> TagProposal:
    company = make.make_company()
    make.make_member(company, email="chu@test.invalid")
    (row,) = propose(make.make_product(company), ["Chè dây"], actor=None, at=at)
    return row


def test_one_word_of_several_companies_is_one_question(asked: TagProposal, at: datetime) -> None:
    propose(make.make_product(make.make_company()), ["CHÈ DÂY", "Cao"], actor=None, at=at)
    propose(asked.product, ["che day"], actor=None, at=at)

    assert [(one.key, len(one.rows)) for one in open_words()] == [("che day", 2), ("cao", 1)]


def test_a_word_becomes_another_name_and_the_product_has_the_kind(
    asked: TagProposal, green: Tag, at: datetime
) -> None:
    accept_as_alias("che day", green, actor=None, at=at)

    assert (asked.state, asked.tag_id) == (ProposalState.ALIAS, green.id)
    assert asked.product.tags == [green]
    assert "Chè dây" in green.synonyms_vi
    assert asked.product.search_text == search_text(asked.product, asked.company)
    told = db.session.scalars(sa.select(OutboxMessage)).all()
    assert [(row.to_address, row.template) for row in told] == [
        ("chu@test.invalid", "tag_accepted")
    ]


def test_a_word_becomes_a_kind_of_its_own(asked: TagProposal, tea: Tag, at: datetime) -> None:
    tag = accept_as_new("che day", tea, _words(name_vi="Chè dây"), actor=None, at=at)

    assert asked.product.tags == [tag]
    assert (asked.state, tag.parent_id) == (ProposalState.NEW, tea.id)


def test_a_refused_word_says_why(asked: TagProposal, at: datetime) -> None:
    refuse("che day", "Đây là tên riêng của đơn vị.", actor=None, at=at)

    assert (asked.state, asked.answer) == (ProposalState.REFUSED, "Đây là tên riêng của đơn vị.")
    assert open_words() == []


def test_a_word_is_answered_once(asked: TagProposal, green: Tag, at: datetime) -> None:
    accept_as_alias("che day", green, actor=None, at=at)

    with pytest.raises(ProposalAnswered):
        refuse("che day", "Không.", actor=None, at=at)
