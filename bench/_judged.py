"""Write data/judged.csv: which shared products meet which shared needs, by their codes alone.

``python3 -m bench._judged``. Grade 1: a code of the need is the product's tag or a group above it;
grade 0.5: a code of the need is a sibling of the product's tag; other pairs are left out. Nobody
looked at the pairs one by one, the codes were given to products and needs by hand; quantities,
seasons, certificates and prices are not judged.
"""

import csv
from collections.abc import Iterator, Sequence

from matchmaking.engine import Taxonomy, load_taxonomy
from matchmaking.engine.taxonomy import DATA
from matchmaking.files import write_rows

FILE = DATA / "judged.csv"
COLUMNS = ("need_id", "offer_id", "grade")


def rows_of(name: str) -> list[dict[str, str]]:
    """Read a file of the shared data."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def grade(codes: Sequence[str], tag: str, taxonomy: Taxonomy) -> float:
    """Return how well a product's tag meets the codes of a need."""
    if any(taxonomy.is_within(tag, code) for code in codes):
        return 1.0
    parent = taxonomy.ancestors(tag)[:1]
    return 0.5 if parent and any(taxonomy.ancestors(code)[:1] == parent for code in codes) else 0.0


def judged() -> Iterator[tuple[str, str, str]]:
    """Yield the pairs with a grade above 0, in the files' order."""
    taxonomy, products = load_taxonomy(), rows_of("real_products.csv")
    for need in rows_of("buyer_needs.csv"):
        for product in products:
            value = grade(need["taxonomy_codes"].split(";"), product["taxonomy_code"], taxonomy)
            if value:
                yield need["id"], product["id"], f"{value:g}"


if __name__ == "__main__":
    write_rows(FILE, COLUMNS, judged())
