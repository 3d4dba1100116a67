"""How good suggestions are on a judged file: measures with intervals, and what each part adds.

Files in, numbers out; the engine is asked as any caller would ask it.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from matchmaking.engine import Matcher, Need, Offer, load_taxonomy
from matchmaking.engine.matcher import BLOCK_WEIGHTS
from matchmaking.evaluation.metrics import coverage, gini, ndcg_at, precision_at, recall_at
from matchmaking.files import BadFile

Grades: TypeAlias = Mapping[str, Mapping[str, float]]
COLUMNS = ("need_id", "offer_id", "grade")
SAMPLES, SEED = 2000, 20_26


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean over the needs with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Result:
    """How one way of matching did; ``values`` are its nDCG by need, for differences."""

    name: str
    measures: Mapping[str, Measure]
    coverage: float
    gini: float
    values: tuple[float, ...]


def read_judgements(path: Path, needs: Sequence[Need], offers: Sequence[Offer]) -> Grades:
    """Read need_id, offer_id and grade (0 or more); a pair that is not there counts as grade 0."""
    known = {"need_id": {need.id for need in needs}, "offer_id": {offer.id for offer in offers}}
    grades: dict[str, dict[str, float]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = set(COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise BadFile(path, f"no column {', '.join(sorted(missing))}", row=1)
            for number, row in enumerate(reader, start=2):
                for column, ids in known.items():
                    if row[column] not in ids:
                        raise BadFile(path, f"no {column} “{row[column]}”", row=number)
                grade = _grade(path, number, row["grade"])
                grades.setdefault(row["need_id"], {})[row["offer_id"]] = grade
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(path, f"cannot be read ({error})") from error
    if not any(grade for judged in grades.values() for grade in judged.values()):
        raise BadFile(path, "no grade above 0")
    return grades


def _grade(path: Path, row: int, text: str | None) -> float:
    try:
        grade = float(text or "")
    except ValueError:
        grade = -1.0
    if not 0 <= grade < float("inf"):
        raise BadFile(path, f"grade “{text}” is no number from 0 up", row=row)
    return grade


FLAT = "fields all alike"


def ways(
    *, text_columns: Sequence[str], top: int, taxonomy: bool, ablations: bool
) -> list[tuple[str, Matcher]]:
    """Return the ways of matching to compare, by name, the one in use first."""

    def way(name: str, **options: Any) -> tuple[str, Matcher]:
        return name, Matcher(top_n=top, text_columns=tuple(text_columns), **options)

    plain = [
        way("without the taxonomy", taxonomy=None),
        way("… words alone", taxonomy=None, block_weights={"words": 0.9, "folded": 0.1}),
        way("… letters of names alone", taxonomy=None, block_weights={"chars": 1.0}),
        way("… " + FLAT, taxonomy=None),
        way(
            "… words by BM25",
            taxonomy=None,
            block_weights={"words": 0.9, "folded": 0.1},
            weighting="bm25",
        ),
    ]
    if not taxonomy:
        return plain if ablations else plain[:1]
    used = way("as used")
    return [used, *_ablations(way), *plain] if ablations else [used]


def _ablations(way: Callable[..., tuple[str, Matcher]]) -> list[tuple[str, Matcher]]:
    shared = load_taxonomy()

    def without(block: str) -> dict[str, float]:
        return {**BLOCK_WEIGHTS, block: 0.0}

    return [
        way("without tags", block_weights=without("tags")),
        way("without trade words", block_weights=without("facets")),
        way("without words", block_weights=without("words")),
        way("without folded words", block_weights=without("folded")),
        way("with letters of names", block_weights={**BLOCK_WEIGHTS, "chars": 0.05}),
        way(FLAT),
        way("without the glossary", taxonomy=replace(shared, facets=())),
        way("without compositions", taxonomy=replace(shared, compositions=())),
        way("BM25 for words", weighting="bm25"),
    ]


def evaluate(
    name: str, matcher: Matcher, offers: Sequence[Offer], needs: Sequence[Need], grades: Grades,
    *, top: int = 10,
) -> Result:  # fmt: skip
    """Fit, ask and measure; needs that no offer meets are asked but not measured."""
    if name.endswith(FLAT):
        offers, needs = [_flat_offer(offer) for offer in offers], [_flat_need(one) for one in needs]
    asked = matcher.fit(offers).recommend(needs, top_n=top)
    lists = {
        need.id: [hit.offer_id for hit in hits] for need, hits in zip(needs, asked, strict=True)
    }
    judged = {need: found for need, found in grades.items() if any(found.values())}
    values = {
        f"{measure}@{top}": [
            value(lists[need], judged[need], top) for need in lists if need in judged
        ]
        for measure, value in MEASURES.items()
    }
    shown = [offer for ranked in lists.values() for offer in ranked]
    counts = {offer.id: 0 for offer in offers}
    for offer_id in shown:
        counts[offer_id] += 1
    return Result(
        name,
        {measure: interval(found) for measure, found in values.items()},
        coverage(lists.values(), counts.keys()),
        gini(list(counts.values())),
        tuple(values[f"nDCG@{top}"]),
    )


def _ndcg(ranked: Sequence[str], grades: Mapping[str, float], k: int) -> float:
    return ndcg_at([grades.get(offer, 0.0) for offer in ranked], grades.values(), k)


def _relevant(grades: Mapping[str, float]) -> set[str]:
    return {offer for offer, grade in grades.items() if grade > 0}


MEASURES: Mapping[str, Callable[[Sequence[str], Mapping[str, float], int], float]] = {
    "nDCG": _ndcg,
    "precision": lambda ranked, grades, k: precision_at(ranked, _relevant(grades), k),
    "recall": lambda ranked, grades, k: recall_at(ranked, _relevant(grades), k),
}


def interval(values: Sequence[float]) -> Measure:
    """Return the mean with its 95 % interval from 2,000 samples of the needs, always the same."""
    array = np.array(values)
    drawn = np.random.default_rng(SEED).integers(len(array), size=(SAMPLES, len(array)))
    low, high = np.percentile(array[drawn].mean(axis=1), [2.5, 97.5])
    return Measure(float(array.mean()), float(low), float(high))


def lost(one: Result, used: Result) -> Measure:
    """Return by how much a way is better (above 0) than the one in use, need by need."""
    return interval([ours - theirs for ours, theirs in zip(one.values, used.values, strict=True)])


def lines(results: Sequence[Result]) -> Iterator[str]:
    """Yield the results as lines of text."""
    for one in results:
        parts = [
            f"{name} {measure.mean:.3f} [{measure.low:.3f}, {measure.high:.3f}]"
            for name, measure in one.measures.items()
        ]
        spread = f"coverage {one.coverage:.3f}, Gini of exposure {one.gini:.3f}"
        yield f"{one.name}: {', '.join(parts)}, {spread}"


def _flat_offer(offer: Offer) -> Offer:
    text_vi = ". ".join(filter(None, (offer.name_vi, offer.description_vi, offer.company)))
    text_en = ". ".join(filter(None, (offer.name_en, offer.description_en)))
    return replace(
        offer, name_vi="", name_en="", company="", description_vi=text_vi, description_en=text_en
    )


def _flat_need(need: Need) -> Need:
    return replace(
        need,
        title_vi="",
        title_en="",
        description_vi=". ".join(filter(None, (need.title_vi, need.description_vi))),
        description_en=". ".join(filter(None, (need.title_en, need.description_en))),
    )
