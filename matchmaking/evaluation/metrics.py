"""How good ranked lists are, and how evenly they show the offers."""

from collections.abc import Collection, Iterable, Sequence
from math import log2


def precision_at(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Return the share of the first ``k`` places that hold a relevant offer, in [0, 1]."""
    return sum(1 for offer in ranked[:k] if offer in relevant) / k


def recall_at(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Return the share of the relevant offers in the first ``k`` places; 0 when there are none."""
    if not relevant:
        return 0.0
    return sum(1 for offer in ranked[:k] if offer in relevant) / len(relevant)


def dcg_at(gains: Sequence[float], k: int) -> float:
    """Return the discounted cumulative gain of grades in ranked order.

    References
    ----------
    Järvelin, Kekäläinen, *Cumulated gain-based evaluation of IR techniques*, TOIS 2002.
    """
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains[:k]))


def ndcg_at(gains: Sequence[float], judged: Iterable[float], k: int) -> float:
    """Return the gain relative to the best order, in [0, 1]; 0 when nothing is relevant.

    Parameters
    ----------
    gains : sequence of float
        Grades of the offers as ranked, 0 for an irrelevant one.
    judged : iterable of float
        Grades of all judged offers, in any order.
    k : int
        How many places count.
    """
    best = dcg_at(sorted(judged, reverse=True), k)
    return dcg_at(gains, k) / best if best else 0.0


def coverage(lists: Iterable[Sequence[str]], offers: Collection[str]) -> float:
    """Return the share of all offers that stand in at least one list."""
    if not offers:
        return 0.0
    return len({offer for ranked in lists for offer in ranked}) / len(offers)


def gini(counts: Sequence[float]) -> float:
    """Return how unevenly something is spread: 0 when all have the same, near 1 when one has all.

    Sum of differences over all pairs, relative to twice the mean; 0 when there is nothing.
    """
    total = sum(counts)
    if not total:
        return 0.0
    ordered = sorted(counts)
    weighted = sum(place * count for place, count in enumerate(ordered, start=1))
    return 2 * weighted / (len(counts) * total) - (len(counts) + 1) / len(counts)
