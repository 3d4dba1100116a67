"""The dense scan, compiled by numba: the only module that imports it, and not needed to match."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

CHUNK = 128  # compilers unroll shorter ones and lose the wide registers
Numbers = NDArray[Any]


@njit(nogil=True, cache=True)
def _insert(value: float, column: int, values: Numbers, columns: Numbers) -> None:
    """Put a value into a list of falling values, behind those that are not lower."""
    place = len(values) - 1
    while place > 0 and values[place - 1] < value:
        values[place] = values[place - 1]
        columns[place] = columns[place - 1]
        place -= 1
    values[place] = value
    columns[place] = column


@njit(nogil=True, cache=True)
def add_up(
    terms: Numbers, weights: Numbers,
    postings: Numbers, offers: Numbers, values: Numbers, totals: Numbers,
) -> None:  # fmt: skip
    """Add the postings of a query's terms to the offers' totals."""
    for at in range(len(terms)):
        weight = weights[at]
        for posting in range(postings[terms[at]], postings[terms[at] + 1]):
            totals[offers[posting]] += weight * values[posting]


@njit(nogil=True, cache=True)
def _chunk_tops(bits: Numbers, tops_bits: Numbers) -> None:
    """Find the largest of each chunk."""
    for chunk in range(len(tops_bits)):
        top = bits[chunk * CHUNK]
        for at in range(chunk * CHUNK + 1, (chunk + 1) * CHUNK):
            top = max(top, bits[at])
        tops_bits[chunk] = top


@njit(nogil=True, cache=True)
def _list_chunk(
    start: int, totals: Numbers, floor: float, unit: float, columns: Numbers, scores: Numbers
) -> None:
    """Put the scores of a chunk into the list that reach it."""
    for at in range(start, start + CHUNK):
        if totals[at] >= floor:
            units = np.rint(totals[at] * unit)
            if units > scores[-1]:
                _insert(units, at, scores, columns)


@njit(nogil=True, cache=True)
def dense_scan(
    starts: Numbers, terms: Numbers, weights: Numbers,
    postings: Numbers, offers: Numbers, values: Numbers,
    totals: Numbers, bits: Numbers, unit: float, columns: Numbers, scores: Numbers,
) -> None:  # fmt: skip
    """Fill each row of ``columns`` and ``scores`` with the best offers of a query.

    Blindly adds up every query's postings in ``totals``, then looks at the largest of each chunk
    of 128, and into the chunks whose largest reaches the ``top_n``-th of those.

    Parameters
    ----------
    starts, terms, weights : arrays
        The queries in CSR form.
    postings, offers, values : arrays
        The inverted index in CSR form.
    totals : array of zeros of shape (n_chunks * 128,)
        Working space, zeros again afterwards.
    bits : array of int
        ``totals`` seen as whole numbers, which have the order of scores that are not negative and
        are compared many at once.
    unit : float
        Scores are whole numbers of 1 / unit.
    columns, scores : arrays of shape (n_queries, top_n)
        Where the answer goes; zeros in ``scores`` before, units afterwards.
    """
    tops_bits = np.zeros(len(totals) // CHUNK, bits.dtype)
    tops = tops_bits.view(totals.dtype)
    bounds = np.zeros(scores.shape[1])
    unused = np.zeros(scores.shape[1], np.int32)
    for row in range(len(starts) - 1):
        query = slice(starts[row], starts[row + 1])
        add_up(terms[query], weights[query], postings, offers, values, totals)
        _chunk_tops(bits, tops_bits)
        bounds[:] = 0
        for chunk in range(len(tops)):
            if tops[chunk] > bounds[-1]:
                _insert(tops[chunk], chunk, bounds, unused)
        floor = bounds[-1] - 1 / unit
        for chunk in range(len(tops)):
            if tops[chunk] >= floor:
                _list_chunk(chunk * CHUNK, totals, floor, unit, columns[row], scores[row])
        totals[:] = 0
