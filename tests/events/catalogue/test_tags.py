"""The type-ahead finds tags as people type them: with tones, without, in English."""

import csv
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.catalogue.models import Tag
from events.catalogue.tags import TagEntry, entries, named, resolve, suggest
from events.catalogue.taxonomy import TAXONOMY, load_taxonomy


def _from_file() -> list[TagEntry]:
    with TAXONOMY.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [
        TagEntry(
            int(row["sort_order"]),
            row["code"],
            row["name_vi"],
            row["name_en"],
            int(row["sort_order"]),
            (row["name_vi"].lower(), row["name_en"].lower()),
            tuple(
                part.strip().lower()
                for key in ("synonyms_vi", "synonyms_en", "keywords")
                for part in row[key].split(";")
                if part.strip()
            ),
        )
        for row in rows
    ]


KNOWN = _from_file()


@pytest.mark.parametrize("typed", ["chè", "che", "trà", "tra", "tea", "TRÀ", "  Chè "])
def test_tea_is_found_under_each_of_its_names(typed: str) -> None:
    assert suggest(KNOWN, typed)[0].code == "TEA"


def test_typed_tones_come_first() -> None:
    codes = [one.code for one in suggest(KNOWN, "dứa")]

    assert codes[0].startswith("FRU")
    assert "dứa" in " ".join(suggest(KNOWN, "dứa")[0].names + suggest(KNOWN, "dứa")[0].synonyms)


def test_decomposed_text_answers_the_same() -> None:
    assert suggest(KNOWN, "che\u0300 shan") == suggest(KNOWN, "chè shan")


def test_at_most_twelve_are_suggested() -> None:
    assert len(suggest(KNOWN, "c")) == 12


def test_nothing_typed_suggests_nothing() -> None:
    assert suggest(KNOWN, "  ") == []


@given(st.sampled_from(KNOWN))
def test_every_tag_is_found_by_its_own_names(one: TagEntry) -> None:
    for name in (one.name_vi, one.name_en):
        assert one in suggest(KNOWN, name, limit=40)


@given(st.text(max_size=40))
def test_any_text_is_answered(typed: str) -> None:
    assert len(suggest(KNOWN, typed)) <= 12


def test_words_become_tags_and_unknown_ones_get_a_suggestion() -> None:
    found, unknown = resolve(KNOWN, "ca phe; Mật ong, che sha, zzz")

    assert [one.code for one in found] == ["COF", "HON"]
    assert list(unknown) == ["che sha", "zzz"]
    assert unknown["che sha"][0].code.startswith("TEA.SHAN")
    assert unknown["zzz"] == []


def test_a_name_with_tones_means_only_those_tones() -> None:
    assert {one.code for one in named(KNOWN, "trà")} == {"TEA"}


def test_the_taxonomy_loads_again_without_a_change(session: Any) -> None:
    first = load_taxonomy()
    again = load_taxonomy()

    assert first == again == session.query(Tag).count() == len(entries())


def test_the_taxonomy_keeps_its_tree(session: Any) -> None:
    load_taxonomy()
    by_id = {tag.id: tag for tag in session.query(Tag)}

    below = [tag for tag in by_id.values() if "." in tag.code]
    assert len(below) > 250
    assert all(tag.code.startswith(f"{by_id[tag.parent_id].code}.") for tag in below)
