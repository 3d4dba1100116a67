"""What the order of the lists changes in a market with few slots; the model is in docs/matching.md.

``python3 run.py bench market [--small] [--seeds 1 2 3 4 5]``: 5,000 suppliers × 20,000 buyers and
200 × 200, then the variations that were named beforehand. All policies get the same draws.
"""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from rich.console import Console
from rich.table import Table

from bench._market import (
    BUYER_SLOTS,
    LIST,
    SEEDS,
    SUPPLIER_SLOTS,
    Interest,
    Ints,
    Market,
    build,
    draw,
    measures,
    places,
    simulate,
    without_pull,
)
from matchmaking.engine.market import Candidates, fill_lists

Policy: TypeAlias = Callable[[Market, Interest, int], Ints]
LARGE, SMALL = (5_000, 20_000), (200, 200)
PINNED, FLOOR = 3, 5
GOALS = "goals at 5,000 × 20,000: 1.12 (1.17), met 0.97 (0.98), Gini 0.85 (0.75)"


def one_sided(market: Market, seen: Interest, _slots: int) -> Ints:
    """Order by the buyer's chance alone."""
    return places(market, seen.asks)


def similarity(market: Market, _seen: Interest, _slots: int) -> Ints:
    """Order by the text score of the buyer's direction."""
    return places(market, market.wanted)


def product(market: Market, seen: Interest, _slots: int) -> Ints:
    """Order by the chance that both say yes."""
    return places(market, seen.asks * seen.accepts)


def prices(market: Market, seen: Interest, slots: int, *, steps: int = 5) -> Ints:
    """Order by the log of the product less a price, which rises where interest exceeds slots."""
    both = seen.asks * seen.accepts
    price = np.zeros(market.n_suppliers)
    for _step in range(steps):
        listed = places(market, np.log(both) - price[market.suppliers]) >= 0
        load = np.bincount(market.suppliers[listed], both[listed], market.n_suppliers)
        price = np.maximum(price + 0.5 * np.log((load + 0.01) / slots), 0)
    return places(market, np.log(both) - price[market.suppliers])


def sinkhorn(market: Market, seen: Interest, slots: int, *, steps: int = 40) -> Ints:
    """Order by the equilibrium of transferable utility, in which both sides may stay single.

    References
    ----------
    Choo, Siow, *Who marries whom and why*, JPE 2006.
    """
    both = seen.asks * seen.accepts
    suppliers = np.ones(market.n_suppliers)
    for _step in range(steps):
        half = np.bincount(market.buyers, both * suppliers[market.suppliers], market.n_buyers) / 2
        buyers = np.sqrt(BUYER_SLOTS + half**2) - half
        half = np.bincount(market.suppliers, both * buyers[market.buyers], market.n_suppliers) / 2
        suppliers = np.sqrt(slots + half**2) - half
    return places(market, both * suppliers[market.suppliers])


def ours(market: Market, seen: Interest, slots: int, *, pinned: int = 0, least: int = 0) -> Ints:
    """Order as the engine does, with the buyer's best fits first and the exposure floor."""
    best = places(market, seen.asks)
    candidates = Candidates(
        market.buyers, market.suppliers, seen.asks * seen.accepts, (best >= 0) & (best < pinned)
    )
    lists = fill_lists(candidates, np.full(market.n_suppliers, float(slots)), least=least)
    return np.where(lists.places < LIST, lists.places, -1)


UNPINNED = "the engine, nothing pinned"
AS_USED = f"the engine, best {PINNED} first, floor {FLOOR}"
POLICIES: Mapping[str, Policy] = {
    "one-sided": one_sided,
    "similarity only": similarity,
    "product of directions": product,
    "product + prices, 5 steps": prices,
    "Sinkhorn with singles, 40 steps": sinkhorn,
    UNPINNED: ours,
    AS_USED: partial(ours, pinned=PINNED, least=FLOOR),
}
SHORT = {name: POLICIES[name] for name in ("one-sided", "similarity only", UNPINNED, AS_USED)}


def _measure(
    market: Market,
    policy: Policy,
    seeds: Sequence[int],
    *,
    slots: int = SUPPLIER_SLOTS,
    plain: bool = False,
    blind: bool = False,
) -> dict[str, float]:
    """Return the means over the seeds."""
    runs = []
    for seed in seeds:
        interest, draws = draw(market, seed, plain=plain)
        seen = without_pull(market) if blind else interest
        started = time.process_time()
        listed = policy(market, seen, slots)
        seconds = time.process_time() - started
        outcome = simulate(market, interest, draws, listed, slots)
        runs.append(measures(market, listed, outcome) | {"cpu_seconds": seconds})
    return {name: float(np.mean([run[name] for run in runs])) for name in runs[0]}


def _table(
    title: str, market: Market, policies: Mapping[str, Policy], seeds: Sequence[int], **options: Any
) -> dict[str, dict[str, float]]:
    """Print and return a line for each policy, the first being the measure of the others."""
    rows = {name: _measure(market, policy, seeds, **options) for name, policy in policies.items()}
    heads = "meetings", "ratio", "met", "Gini", "ratio", "refused", "coverage"
    table = Table(title, *heads, "Gini shown", "least lists", "CPU s")
    first = next(iter(rows.values()))
    for name, row in rows.items():
        row["meetings_ratio"] = row["meetings"] / first["meetings"]
        row["gini_ratio"] = row["gini_meetings"] / first["gini_meetings"]
        table.add_row(
            name,
            f"{row['meetings']:,.0f}",
            f"{row['meetings_ratio']:.3f}",
            f"{row['suppliers_met']:.3f}",
            f"{row['gini_meetings']:.3f}",
            f"{row['gini_ratio']:.2f}",
            f"{row['refused']:.3f}",
            f"{row['coverage']:.3f}",
            f"{row['gini_exposure']:.3f}",
            f"{row['least_lists']:.1f}",
            f"{row['cpu_seconds']:.2f}",
        )
    Console(width=150).print(table)
    return rows


def main(argv: Sequence[str]) -> dict[str, Any]:
    """Print and return the tables."""
    parser = argparse.ArgumentParser(prog="bench market")
    parser.add_argument("--small", action="store_true", help="200 × 200 only")
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    options = parser.parse_args(argv)
    rows: dict[str, Any] = {}
    small = build(*SMALL)
    rows["200 x 200"] = _table("200 × 200", small, POLICIES, options.seeds)
    if options.small:
        return rows
    large = build(*LARGE)
    table = partial(_table, market=large, seeds=options.seeds)
    rows["5,000 x 20,000"] = table("5,000 × 20,000", policies=POLICIES)
    rows["20 slots"] = table("20 slots a supplier", policies=SHORT, slots=20)
    rows["plain scores"] = table("plain scores, nearly all pull", policies=SHORT, plain=True)
    rows["pull unseen"] = table("policies see no pull", policies=SHORT, blind=True)
    print(GOALS)
    return rows
