"""The model of a market in which lists of suggestions lead to meetings; see docs/matching.md.

It stood before any policy that it measures and is not to be changed for one.
"""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.preprocessing import normalize

from bench import _corpus
from matchmaking.engine.kernels import top_n_rows
from matchmaking.evaluation.metrics import gini

LIST, BUYER_SLOTS, SUPPLIER_SLOTS = 10, 5, 10
PRODUCTS_EACH, BEST_PRODUCTS, BEST_BUYERS = 5, 40, 20
SEEDS = (1, 2, 3, 4, 5)
_ROWS = 1000  # buyers scored at a time
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True)
class Market:
    """Who could be suggested to whom: one value per edge, ordered by buyer, then supplier."""

    n_buyers: int
    n_suppliers: int
    buyers: Ints
    suppliers: Ints
    wanted: Floats  # text score of the buyer's need with the supplier's best product
    offered: Floats  # text score of the supplier's whole offer with the buyer's need


class Interest(NamedTuple):
    """The chance that each side says yes to the other, per edge: what policies may see."""

    asks: Floats
    accepts: Floats


class Draws(NamedTuple):
    """What only the simulation sees: uniform numbers per edge and side, the order of each round."""

    asks: Floats
    accepts: Floats
    turns: Ints  # of shape (LIST, n_buyers)


class Outcome(NamedTuple):
    """What came of the lists in one run."""

    meetings: int
    per_supplier: Ints
    requests: int
    refused: int  # for lack of slots only


def build(n_suppliers: int, n_buyers: int) -> Market:
    """Score the candidates of a generated corpus with the engine's kernel.

    Each supplier shows five products of one category. Candidates are the suppliers of a buyer's
    40 best products and the 20 best buyers of each supplier.
    """
    products, needs = _corpus.weighed(*_corpus.synthetic(PRODUCTS_EACH * n_suppliers, n_buyers))
    products = products[np.argsort(_categories(products), kind="stable")]
    members = np.arange(products.shape[0]) // PRODUCTS_EACH
    joins = csr_array((np.ones(len(members), np.float32), (members, np.arange(len(members)))))
    profiles = _sorted(normalize(joins @ products))
    by_product = top_n_rows(needs, _sorted(products.T), BEST_PRODUCTS).columns
    by_supplier = top_n_rows(profiles, _sorted(needs.T), BEST_BUYERS).columns
    at, place = np.nonzero(by_product >= 0)
    whose, row = np.nonzero(by_supplier >= 0)
    first = at * n_suppliers + by_product[at, place] // PRODUCTS_EACH
    second = by_supplier[whose, row].astype(np.int64) * n_suppliers + whose
    buyers, suppliers = np.divmod(np.union1d(first, second), n_suppliers)
    wanted, offered = np.empty(len(buyers)), np.empty(len(buyers))
    for start in range(0, n_buyers, _ROWS):
        edges = slice(*np.searchsorted(buyers, [start, start + _ROWS]))
        pairs = buyers[edges] - start, suppliers[edges]
        rows = needs[start : start + _ROWS]
        each = (rows @ products.T).toarray().reshape(rows.shape[0], n_suppliers, PRODUCTS_EACH)
        wanted[edges] = each.max(axis=2)[pairs]
        offered[edges] = (rows @ profiles.T).toarray()[pairs]
    return Market(n_buyers, n_suppliers, buyers, suppliers, wanted, offered)


def _categories(products: csr_array) -> Ints:
    """Return the category of each product: its first term is a tag of it."""
    found: Ints = products.indices[products.indptr[:-1]] // _corpus.TAGS_OF_ONE
    return found


def _sorted(matrix: csr_array) -> csr_array:
    matrix = csr_array(matrix)
    matrix.sort_indices()
    return matrix


def draw(market: Market, seed: int, *, plain: bool = False) -> tuple[Interest, Draws]:
    """Draw pulls, then what each side says, then the turns.

    ``plain`` puts the text scores into the logistic as they are, not standardised.
    """
    rng = np.random.default_rng(seed)
    supplier_pull = rng.standard_normal(market.n_suppliers)
    buyer_pull = rng.standard_normal(market.n_buyers)
    asks = rng.random(len(market.buyers))
    accepts = rng.random(len(market.buyers))
    turns = np.array([rng.permutation(market.n_buyers) for _round in range(LIST)])
    interest = Interest(
        logistic(_scaled(market.wanted, plain) + supplier_pull[market.suppliers]),
        logistic(_scaled(market.offered, plain) + buyer_pull[market.buyers]),
    )
    return interest, Draws(asks, accepts, turns)


def without_pull(market: Market) -> Interest:
    """Return what a policy sees that knows texts only."""
    return Interest(
        logistic(_scaled(market.wanted, plain=False)),
        logistic(_scaled(market.offered, plain=False)),
    )


def _scaled(scores: Floats, plain: bool) -> Floats:  # noqa: FBT001 -- passed on
    scaled: Floats = scores if plain else (scores - scores.mean()) / scores.std()
    return scaled


def logistic(values: Floats) -> Floats:
    """Return the chances that log odds stand for."""
    chances: Floats = 1 / (1 + np.exp(-values))
    return chances


def places(market: Market, values: Floats) -> Ints:
    """Return the place of each edge in its buyer's list, best value first, -1 outside of it.

    Equal values are ordered by supplier. Edges of value ``-inf`` are in no list.
    """
    order = np.lexsort((market.suppliers, -values, market.buyers))
    starts = np.searchsorted(market.buyers, np.arange(market.n_buyers))
    found = np.empty(len(order), np.intp)
    found[order] = np.arange(len(order)) - starts[market.buyers[order]]
    found[(found >= LIST) | np.isneginf(values)] = -1
    return found


def simulate(
    market: Market, interest: Interest, draws: Draws, listed: Ints, slots: int = SUPPLIER_SLOTS
) -> Outcome:
    """Let buyers go through their lists, one place a round, and book what both sides want."""
    asks, accepts = draws.asks < interest.asks, draws.accepts < interest.accepts
    free_buyers = np.full(market.n_buyers, BUYER_SLOTS)
    free_suppliers = np.full(market.n_suppliers, slots)
    requests = refused = 0
    for place in range(LIST):
        asked = np.flatnonzero((listed == place) & asks & (free_buyers[market.buyers] > 0))
        requests += len(asked)
        welcome = asked[accepts[asked]]
        by_turn = np.lexsort(
            (draws.turns[place][market.buyers[welcome]], market.suppliers[welcome])
        )
        welcome = welcome[by_turn]
        whose = market.suppliers[welcome]
        waiting = np.arange(len(whose)) - np.searchsorted(whose, whose)
        booked = waiting < free_suppliers[whose]
        refused += int((~booked).sum())
        np.subtract.at(free_suppliers, whose[booked], 1)
        free_buyers[market.buyers[welcome[booked]]] -= 1
    met = slots - free_suppliers
    return Outcome(int(met.sum()), met, requests, refused)


def measures(market: Market, listed: Ints, outcome: Outcome) -> dict[str, float]:
    """Return what the table shows of one run."""
    shown = np.bincount(market.suppliers[listed >= 0], minlength=market.n_suppliers)
    return {
        "meetings": outcome.meetings,
        "suppliers_met": float((outcome.per_supplier > 0).mean()),
        "gini_meetings": gini(outcome.per_supplier.tolist()),
        "refused": outcome.refused / max(outcome.requests, 1),
        "accepted": outcome.meetings / max(outcome.requests, 1),
        "coverage": float((shown > 0).mean()),
        "gini_exposure": gini(shown.tolist()),
        "least_lists": int(shown.min()),
    }
