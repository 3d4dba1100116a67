"""The admin keeps the taxonomy on pages: a form that fails keeps what was typed."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, cast

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.catalogue.models import Product, ProductTag, Tag, TagProposal
from events.catalogue.proposals import propose
from tests import factories as make
from tests.conftest import Browser
from tests.queries import count_queries


@pytest.fixture
def tags(client: Any, committed: Callable[..., Any]) -> tuple[int, int]:
    """Tea with green tea, and the admin at the screen."""

    def prepare() -> tuple[int, int, int]:
        tea = make.make_tag("TEA")
        green = make.make_tag("TEA.GRN", name_vi="Chè xanh", name_en="Green", parent_id=tea.id)
        return tea.id, green.id, make.make_user(is_admin=True).id

    tea, green, admin = committed(prepare)
    client.sign_in(admin)
    return tea, green


def _tag(app: Flask, tag_id: int) -> Tag | None:
    with app.app_context():
        return db.session.get(Tag, tag_id)


def test_a_kind_is_renamed_and_gets_aliases(client: Any, app: Flask, tags: Any) -> None:
    url = f"/admin/kinds/{tags[1]}"
    words = {"name_vi": "Trà xanh", "name_en": "Green tea", "synonyms_vi": "chè mạn, chè búp"}

    answer = client.submit(url, words)

    tag = _tag(app, tags[1])
    assert answer.status_code == 303
    assert tag is not None
    assert (tag.name_vi, tag.synonyms_vi) == ("Trà xanh", "chè mạn;chè búp")


def test_a_kind_without_a_name_keeps_the_rest(client: Any, tags: Any) -> None:
    answer = client.submit(f"/admin/kinds/{tags[1]}", {"name_vi": "", "name_lo": "ຊາຂຽວ"})

    assert answer.status_code == 422
    assert "ຊາຂຽວ" in answer.text


def test_a_merged_kind_leads_to_the_other(client: Any, app: Flask, tags: Any) -> None:
    url = f"/admin/kinds/{tags[1]}"

    answer = client.submit(f"{url}/merge", {"merge-tag": "TEA"}, page=url)

    assert answer.location == f"/admin/kinds/{tags[0]}"
    assert _tag(app, tags[1]) is None


def test_a_refused_move_says_why(client: Any, tags: Any) -> None:
    url = f"/admin/kinds/{tags[0]}"

    answer = client.submit(f"{url}/move", {"move-tag": "TEA.GRN"}, page=url)

    assert answer.status_code == 422
    assert "chính nó" in answer.text


def test_a_company_asks_for_a_word_and_the_admin_answers(
    client: Any, app: Flask, committed: Any, tags: Any
) -> None:
    def prepare() -> tuple[int, int]:
        company = make.make_company()
        return make.make_product(company).id, make.make_member(company).id

    product_id, person = committed(prepare)
    firm = cast(Browser, app.test_client()).sign_in(person)
    firm.submit(
        f"/products/{product_id}/edit", {"name_vi": "Chè dây", "new_words": "chè dây, chè xanh"}
    )

    listed = client.get("/admin/words").text
    client.submit("/admin/words/che day/alias", {"tag": "TEA.GRN"}, page="/admin/words")

    assert "chè dây" in listed
    with app.app_context():
        row = db.session.scalars(sa.select(TagProposal)).one()
        carried = sa.select(ProductTag.tag_id).where(ProductTag.product_id == product_id)
        assert row.word == "chè dây"  # the other word was known and became its kind
        assert db.session.scalars(carried).all() == [tags[1]]
    assert "đã nhận" in firm.get(f"/products/{product_id}/edit").text


def test_a_word_is_refused_with_a_reason_only(
    client: Any, committed: Any, at: datetime, tags: Any
) -> None:
    def prepare() -> None:
        propose(make.make_product(make.make_company()), ["Đặc sản"], actor=None, at=at)

    committed(prepare)

    without = client.submit("/admin/words/dac san/refuse", {"reason": ""}, page="/admin/words")
    given = client.submit(
        "/admin/words/dac san/refuse", {"reason": "Quá rộng."}, page="/admin/words"
    )

    assert (without.status_code, given.status_code) == (422, 303)


def test_a_word_becomes_a_kind(client: Any, app: Flask, committed: Any, at: Any, tags: Any) -> None:
    product_id = committed(lambda: make.make_product(make.make_company()).id)
    committed(lambda: propose(db.session.get_one(Product, product_id), ["Cao"], actor=None, at=at))

    client.submit(
        "/admin/words/cao/new", {"name_vi": "Cao chè", "name_en": "Paste", "move-tag": "TEA"}
    )

    with app.app_context():
        made = db.session.scalars(sa.select(Tag).where(Tag.name_vi == "Cao chè")).one()
        assert (made.code, made.parent_id) == ("TEA.PASTE", tags[0])


@pytest.mark.parametrize("page", ["/admin/kinds", "/admin/words"])
def test_lists_ask_the_same_of_few_and_many(
    client: Any, app: Flask, committed: Any, at: datetime, tags: Any, page: str
) -> None:
    def more(numbers: Iterable[int]) -> None:
        for number in numbers:
            make.make_tag(f"K{number}", name_vi=f"Nhóm {number}", name_en=f"Kind {number}")
            product = make.make_product(make.make_company())
            propose(product, [f"từ mới {number}"], actor=None, at=at)

    def ask() -> int:
        client.get(page)
        with count_queries(app) as sent:
            client.get(page)
        return len(sent)

    committed(more, [0])
    few = ask()
    committed(more, range(1, 12))

    assert ask() == few
