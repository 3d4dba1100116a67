"""Free text about certificates is recognised as far as it says something, and no further."""

import csv

import pytest

from events.catalogue.certificates import (
    CERTIFICATE_KINDS,
    asked_names,
    kind_names,
    kind_of,
    kinds_held,
    kinds_in,
)
from events.catalogue.taxonomy import TAXONOMY


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("VietGAP", "vietgap"),
        ("GlobalGAP", "globalgap"),
        ("Global G.A.P.", "globalgap"),
        ("EU organic (140 ha)", "organic_eu"),
        ("Hữu cơ châu Âu", "organic_eu"),
        ("US/Canada organic", "organic_us"),
        ("USDA organic", "organic_us"),
        ("Vietnam organic (270 ha)", "organic_vn"),
        ("organic area (Control Union)", "organic"),
        ("GACP-WHO raw material", "gacp_who"),
        ("Fair trade", "fairtrade"),
        ("HACCP hub standards", "haccp"),
        ("ISO 22000:2018", "iso22000"),
        ("GMP-WHO factory (Traphaco CNC)", "gmp"),
        ("Cao Phong GI", "gi"),
        ("Chỉ dẫn địa lý Văn Yên", "gi"),
        ("growing-area code", "planting_code"),
        ("Mã số vùng trồng", "planting_code"),
        ("packhouse code", "packhouse_code"),
        ("GACC growing-area code", "gacc"),
        ("food-safety papers", "food_safety"),
        ("halal (annual audit)", "halal"),
        ("Vietnam Tourism Awards 2025", "other"),
        ("", "other"),
    ],
)
def test_a_wording_has_a_kind(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_a_list_is_taken_apart_and_says_each_kind_once() -> None:
    assert kinds_in("EU organic;GACP-WHO raw material; ; EU organic (140 ha)") == [
        ("organic_eu", "EU organic"),
        ("gacp_who", "GACP-WHO raw material"),
    ]


def test_every_wording_in_the_data_is_of_a_known_kind() -> None:
    with (TAXONOMY.parent / "real_products.csv").open(encoding="utf-8", newline="") as stream:
        texts = [row["certifications"] for row in csv.DictReader(stream) if row["certifications"]]

    found = [kind for text in texts for kind, _ in kinds_in(text)]
    assert set(found) <= set(CERTIFICATE_KINDS)
    assert found.count("other") == 1


def test_a_standard_proves_the_kind_that_names_none_and_not_the_other_way() -> None:
    assert kinds_held("organic_eu") == ("organic_eu", "organic")
    assert kinds_held("organic") == ("organic",)


def test_who_asks_for_any_standard_reads_so() -> None:
    assert asked_names("organic")[1] == "Organic (any standard)"
    assert asked_names("organic_eu") == kind_names("organic_eu")
