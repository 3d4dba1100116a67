"""Lists in a market: what many want goes to those it suits most, and nobody is left out."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

LIST = 10  # the places of a list that count
STEPS, STEP = 8, 0.5  # of prices; shorter and shorter, or those much alike would swing
SLACK = 1.2  # lists hold a little more interest than slots: some say no
ASIDE = 20.0  # what a value loses when others fill the slots: more than values differ otherwise
_SPAN, _TIE = 1000.0, 1e-6  # between the values of two buyers, and of two equals
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]
Exchange: TypeAlias = tuple[int, int]  # the candidate that takes a place, the one that leaves it


class Candidates(NamedTuple):
    """Who could be suggested to whom: arrays of shape (n_candidates,), each pair once.

    ``interest`` is the chance that one side asks times the chance that the other accepts;
    ``pinned`` stand first whatever the others do, such as the best fits of a buyer.
    """

    buyers: Ints
    exhibitors: Ints
    interest: Floats
    pinned: Flags


class Lists(NamedTuple):
    """How the lists came out: an order by log interest - price + shift, the pinned first.

    ``prices`` has the shape (n_exhibitors,). ``shifts`` of shape (n_candidates,) are 0 for nearly
    all, negative for who is set aside or gave up a place, positive for who was given one.
    ``places`` of the same shape are the places in the lists, from 0.
    """

    prices: Floats
    shifts: Floats
    places: Ints


def arrange(buyers: Ints, values: Floats, pinned: Flags) -> Ints:
    """Return the place of each candidate in its buyer's list, from 0, as shape (n_candidates,).

    The pinned come first, then the greater value, equal ones as they come.

    Parameters
    ----------
    buyers : array of int of shape (n_candidates,)
        Rising.
    values : array of shape (n_candidates,)
        Between -100 and 100, compared to about 8 decimals.
    pinned : array of bool of shape (n_candidates,)
        Who stands before the others.
    """
    order = np.argsort(buyers * _SPAN - pinned * (_SPAN / 2) - values, kind="stable")
    places = np.empty(len(order), np.intp)
    places[order] = np.arange(len(order)) - np.searchsorted(buyers, buyers)
    return places


def fill_lists(candidates: Candidates, slots: Floats, *, least: int = 0) -> Lists:
    """Order the lists of all buyers so that slots are filled and everybody is seen.

    An exhibitor with more interest in the lists than slots gets a price, which counts against it
    in every list. Where it is still too much, the least interested are set aside: they stand
    behind all others of their list. Then each exhibitor with free slots in fewer than ``least``
    lists takes places of those in more, by a chain of exchanges where it needs one, so that the
    floor holds as far as the candidates allow. The order of the candidates does not matter.

    Parameters
    ----------
    candidates : Candidates
        Who could be suggested to whom.
    slots : array of shape (n_exhibitors,)
        The meetings that each exhibitor still has time for.
    least : int, default=0
        The exposure floor: in how many lists each exhibitor is to have one of the first ten places.

    References
    ----------
    Gale, Shapley, *College admissions and the stability of marriage*, 1962, for setting aside;
    Berge, *Two theorems in graph theory*, 1957, for chains of exchanges.
    """
    order = np.lexsort((candidates.exhibitors, candidates.buyers))
    buyers, who = candidates.buyers[order], candidates.exhibitors[order]
    interest, pinned = candidates.interest[order], candidates.pinned[order]
    worth, prices = np.log(np.maximum(interest, 1e-9)), np.zeros(len(slots))
    for step in range(1, STEPS + 1):
        listed = arrange(buyers, worth - prices[who], pinned) < LIST
        load = np.bincount(who, interest * listed, len(slots))
        prices = np.maximum(prices + STEP / step * np.log((load + 0.01) / (slots + 0.01)), 0)
    values, aside = worth - prices[who], np.zeros(len(who), bool)
    for _step in range(STEPS):
        best = np.flatnonzero((arrange(buyers, values - ASIDE * aside, pinned) < LIST) & ~aside)
        best = best[np.lexsort((-values[best], ~pinned[best], who[best]))]
        sums = np.concatenate([[0.0], np.cumsum(interest[best])])
        before = sums[np.searchsorted(who[best], who[best])]
        aside[best[sums[1:] - before > SLACK * slots[who[best]]]] = True
        aside &= ~pinned
    final = values - ASIDE * aside
    for level in range(1, least + 1):  # nobody gets a second list before all have one
        _spread(Candidates(buyers, who, final, pinned), np.where(slots > 0, level, 0))
    back = np.argsort(order)
    return Lists(prices, (final - values)[back], arrange(buyers, final, pinned)[back])


def _spread(candidates: Candidates, enough: Ints) -> None:
    """Exchange values in a list where an exhibitor stands in too few, as long as there is a way."""
    buyers, who, values, pinned = candidates
    listed = arrange(buyers, values, pinned) < LIST
    lists = np.bincount(who, listed, len(enough))
    if (lists >= enough).all():
        return
    best, worst = np.lexsort((-values, who)), np.lexsort((values, buyers))
    theirs = np.split(best, np.searchsorted(who[best], np.arange(1, len(enough))))
    shown = np.split(worst, np.searchsorted(buyers, np.arange(1, buyers[-1:].sum() + 1)))

    def exchanges(taker: int) -> Iterator[Exchange]:
        free = (at for at in theirs[taker] if not listed[at])
        held = ((at, left) for at in free for left in shown[buyers[at]])
        return ((at, left) for at, left in held if listed[left] and not pinned[left])

    for poor in np.flatnonzero(lists < enough).tolist():
        while lists[poor] < enough[poor] and (way := _way(poor, exchanges, who, lists > enough)):
            for taken, left in way:
                listed[[taken, left]] = True, False
                values[[taken, left]] = values[left] + _TIE, values[taken] - _TIE
            lists = np.bincount(who, listed, len(enough))


def _way(
    poor: int, exchanges: Callable[[int], Iterator[Exchange]], who: Ints, rich: Flags
) -> tuple[Exchange, ...]:
    """Return the exchanges by which an exhibitor gains a place and only a rich one loses one."""
    ways: dict[int, tuple[Exchange, ...]] = {poor: ()}
    for taker in (queue := [poor]):
        for taken, left in exchanges(taker):
            if (loser := int(who[left])) not in ways:
                ways[loser] = (*ways[taker], (taken, left))
                if rich[loser]:
                    return ways[loser]
                queue.append(loser)
    return ()
