"""nDCG@10 of the suggestions, by text alone, no tags given.

``python3 run.py bench quality``: for the shared needs and products, and for two sets that we wrote
to be measured on (`data/heldout_*.csv`: invented goods and buyers, codes given before any result
was seen). The glossary was written with the shared needs in view and mended after the first
held-out set, not after the second. The grades are those of `bench._judged`; needs without any
relevant product are left out. Against: the same matcher without the taxonomy, and plain TF-IDF
words of scikit-learn.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer

from bench._judged import grade, rows_of
from matchmaking.engine import Matcher, load_taxonomy
from matchmaking.engine.text import fold
from matchmaking.evaluation.metrics import ndcg_at

NAME_VI, NAME_EN = {"name_vi": "name_vi"}, {"name_en": "name_en"}
TEXT_EN = {"description_en": "description_en"}
NEED_VI = {"title_vi": "title_vi"}
NEED_EN = {"title_en": "title_en", "description_en": "need_en"}
LINES: tuple[tuple[str, Mapping[str, str], Mapping[str, str], float | None], ...] = (
    ("Vietnamese titles to Vietnamese names", NAME_VI, NEED_VI, 0.70),
    ("English needs to products in both", NAME_VI | NAME_EN | TEXT_EN, NEED_EN, 0.70),
    ("English needs to Vietnamese names", NAME_VI, NEED_EN, 0.60),
    ("Vietnamese titles to products in both", NAME_VI | NAME_EN | TEXT_EN, NEED_VI, None),
)


def _pick(
    row: Mapping[str, str], columns: Mapping[str, str], change: Callable[[str], str] = str
) -> dict[str, str]:
    return {"id": row["id"], **{name: change(row[column]) for name, column in columns.items()}}


def _plain_words(offers: list[dict[str, str]], needs: list[dict[str, str]]) -> list[list[str]]:
    def text(record: dict[str, str]) -> str:
        return " ".join(value for name, value in record.items() if name != "id")

    vectorizer = TfidfVectorizer()
    rows = vectorizer.fit_transform([text(offer) for offer in offers])
    scores = (vectorizer.transform([text(need) for need in needs]) @ rows.T).toarray()
    return [
        [offers[at]["id"] for at in (-line).argsort(kind="stable")[:10] if line[at] > 0]
        for line in scores
    ]


class _Judge:
    """A judged set: grades of every product for every need."""

    def __init__(self, products: list[dict[str, str]], needs: list[dict[str, str]]) -> None:
        taxonomy = load_taxonomy()
        self.products, self.needs = products, needs
        self.grades = [
            {
                product["id"]: grade(
                    need["taxonomy_codes"].split(";"), product["taxonomy_code"], taxonomy
                )
                for product in products
            }
            for need in needs
        ]

    def mean(self, lists: Sequence[Sequence[str]]) -> float:
        """Return the mean nDCG@10 over the needs that some product meets."""
        values = [
            ndcg_at([grades[offer] for offer in ranked], grades.values(), 10)
            for ranked, grades in zip(lists, self.grades, strict=True)
            if any(grades.values())
        ]
        return sum(values) / len(values)


def sets() -> Iterator[tuple[str, _Judge]]:
    """Yield the judged sets by name."""
    yield "shared", _Judge(rows_of("real_products.csv"), rows_of("buyer_needs.csv"))
    products, needs = rows_of("heldout_products.csv"), rows_of("heldout_needs.csv")
    for part in ("1", "2"):
        yield (
            f"held out {part}",
            _Judge(
                [row for row in products if row["set"] == part],
                [row for row in needs if row["set"] == part],
            ),
        )


def measure(
    judge: _Judge, product_columns: Mapping[str, str], need_columns: Mapping[str, str]
) -> dict[str, float]:
    """Return the mean nDCG of each way for one choice of columns."""
    offers = [_pick(row, product_columns) for row in judge.products]
    needs = [_pick(row, need_columns) for row in judge.needs]
    toneless = [_pick(row, need_columns, fold) for row in judge.needs]
    matcher, bare = Matcher(top_n=10).fit(offers), Matcher(top_n=10, taxonomy=None).fit(offers)
    lists = {
        name: [[hit.offer_id for hit in hits] for hits in one.recommend(asked)]
        for name, one, asked in (
            ("ours", matcher, needs),
            ("toneless", matcher, toneless),
            ("no_taxonomy", bare, needs),
        )
    }
    return {
        name: judge.mean(ranked)
        for name, ranked in (*lists.items(), ("plain", _plain_words(offers, needs)))
    }


def main(argv: Sequence[str]) -> dict[str, Any]:
    """Print and return the tables."""
    argparse.ArgumentParser(prog="bench quality").parse_args(argv)
    rows: dict[str, Any] = {}
    for set_name, judge in sets():
        table = Table(
            "nDCG@10", "goal", "ours", "typed without tones", "no taxonomy", "plain words",
            title=f"{set_name}: {len(judge.needs)} needs, {len(judge.products)} products",
        )  # fmt: skip
        for name, product_columns, need_columns, goal in LINES:
            values = rows[f"{set_name}: {name}"] = measure(judge, product_columns, need_columns)
            table.add_row(name, f"{goal or ''}", *(f"{value:.3f}" for value in values.values()))
        Console().print(table)
    return rows
