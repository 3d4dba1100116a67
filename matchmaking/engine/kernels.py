"""The hot loops: sparse products of which only the best few columns of each row are kept."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import _sparsetools, csr_array

DECIMALS = 9  # scores are compared after rounding, so that the order never hangs on the last bit
CHUNK = 64
BLOCK_WORK = 4_000_000  # multiply-adds of one block of queries: what bounds its memory
LOOP_WORK = 500_000_000  # multiply-adds that are worth loading the compiled loop
Kernel: TypeAlias = Literal["auto", "sparse", "postings", "loop"]
Scores: TypeAlias = NDArray[np.floating[Any]]
_UNITS = {np.dtype(np.float64): 10.0**DECIMALS, np.dtype(np.float32): 10.0**6}

_BITS = {np.dtype(np.float64): np.int64, np.dtype(np.float32): np.int32}


class Top(NamedTuple):
    """The best columns of each row: arrays of shape (n_queries, top_n).

    Best first, equal scores by column. Where a row has fewer columns, column -1 and score 0.
    """

    columns: NDArray[np.int32]
    scores: NDArray[np.float64]


def best_of(
    scores: Scores, columns: NDArray[np.integer[Any]] | None, top_n: int
) -> tuple[NDArray[np.integer[Any]], NDArray[np.float64]]:
    """Return the best columns and their scores, best first, equal scores by column.

    The ``top_n``-th largest of the largest scores in chunks of 64 is a safe lower bound, so that
    all but a few scores are looked at only once.

    Parameters
    ----------
    scores : array of shape (n,)
        Compared after rounding, to 9 decimals (to 6 in single precision); those that are 0 then
        are left out.
    columns : array of shape (n,) or None
        The column of each score, None for its place.
    top_n : int
        How many to return at most.
    """
    unit = _UNITS[scores.dtype]
    floor = _safe_floor(scores, top_n) - 1 / unit
    at = np.flatnonzero(scores >= max(floor, 0.4 / unit))
    found = np.rint(scores[at].astype(np.float64) * unit)
    named = at if columns is None else columns[at]
    order = np.lexsort((named, -found))[:top_n]
    order = order[found[order] > 0]
    return named[order], found[order] / unit


def _safe_floor(scores: Scores, top_n: int) -> float:
    """Return a score that at least ``top_n`` scores reach, 0 when there are fewer."""
    whole = len(scores) - len(scores) % CHUNK
    tops = scores[:whole].reshape(-1, CHUNK).max(axis=1) if whole > top_n * CHUNK else scores
    if len(tops) <= top_n:
        return 0.0
    return float(np.partition(tops, len(tops) - top_n)[len(tops) - top_n])


def top_n_rows(
    queries: csr_array,
    index: csr_array,
    top_n: int,
    *,
    kernel: Kernel = "auto",
    threads: int = 1,
) -> Top:
    """Return the best columns of ``queries @ index`` for each row.

    Every kernel adds up a row's terms in their order, so the answer hangs neither on the kernel
    nor on the number of threads. The product itself is never held, only blocks of it.

    Parameters
    ----------
    queries : csr_array of shape (n_queries, n_terms)
        Not negative, columns sorted.
    index : csr_array of shape (n_terms, n_offers)
        The inverted index: the transposed rows of the offers, of the queries' dtype; single
        precision is faster.
    top_n : int
        How many columns to return for a row at most; see `best_of` for the order.
    kernel : "auto", "sparse", "postings" or "loop", default="auto"
        ``sparse``: scipy's product of blocks of rows. ``postings``: one row at a time into a dense
        array. ``loop``: the dense scan, compiled by numba. ``auto``: by the work to be done.
    threads : int, default=1
        Blocks to work on at a time.
    """
    work = _work(queries, index)
    top = Top(np.full((queries.shape[0], top_n), -1, np.int32), np.zeros((queries.shape[0], top_n)))
    if kernel == "auto":
        kernel = _suited(queries.shape[0], int(work.sum()))
    fill = {"sparse": _fill_sparse, "postings": _fill_postings, "loop": _fill_loop}[kernel]
    queries, index = _narrow(queries), _narrow(index)
    blocks = list(_blocks(work))
    if threads == 1 or len(blocks) == 1:
        for block in blocks:
            fill(queries, index, top, block)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(partial(fill, queries, index, top), blocks))
    return top


def merge(tops: Sequence[Top], firsts: Sequence[int]) -> Top:
    """Return the best of several answers to the same queries, in the same order.

    ``firsts`` says which column of the whole the first column of each answer is.
    """
    if len(tops) == 1:
        return tops[0]
    top_n = tops[0].columns.shape[1]
    scores = np.hstack([top.scores for top in tops])
    shifted = [top.columns + first for top, first in zip(tops, firsts, strict=True)]
    columns = np.where(scores > 0, np.hstack(shifted), -1)
    order = np.lexsort((columns, -scores), axis=1)[:, :top_n]
    return Top(np.take_along_axis(columns, order, 1), np.take_along_axis(scores, order, 1))


def _narrow(matrix: csr_array) -> csr_array:
    """Return a matrix with indices of 32 bits, which scipy widens without need."""
    if matrix.indices.dtype == np.int32 or matrix.nnz > np.iinfo(np.int32).max:
        return matrix
    parts = matrix.data, matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    return csr_array(parts, shape=matrix.shape, copy=False)


def _work(queries: csr_array, index: csr_array) -> NDArray[np.int64]:
    """Return the multiply-adds of each row."""
    steps = np.concatenate([[0], np.cumsum(np.diff(index.indptr)[queries.indices], dtype=np.int64)])
    work: NDArray[np.int64] = np.diff(steps[queries.indptr])
    return work


def _suited(n_queries: int, work: int) -> Kernel:
    if n_queries == 1:
        return "postings"
    return "loop" if work > LOOP_WORK and find_spec("numba") else "sparse"


def _blocks(work: NDArray[np.int64]) -> Iterator[slice]:
    """Cut the rows into runs of about the same work, none of more than 2,000 rows."""
    number = np.cumsum(work + BLOCK_WORK // 2000) // BLOCK_WORK
    edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(work)]
    return (slice(start, stop) for start, stop in pairwise(edges))


def _fill_sparse(queries: csr_array, index: csr_array, top: Top, block: slice) -> None:
    product = _product(queries[block], index)
    unit = _UNITS[product.dtype]
    floors = np.maximum(_row_floors(product, top.columns.shape[1]) - 1 / unit, 0.4 / unit)
    lengths = np.diff(product.indptr)
    at = np.flatnonzero(product.data >= np.repeat(floors.astype(product.dtype), lengths))
    rows = np.searchsorted(product.indptr, at, side="right") - 1
    found = np.rint(product.data[at].astype(np.float64) * unit).astype(np.int64)
    # One number says row, score and column, in this order; sorting it is much faster than three.
    width, span = product.shape[1], int(found.max(initial=0)) + 1
    keys = np.sort((rows * span + span - 1 - found) * width + product.indices[at])
    rows, keys = np.divmod(keys, span * width)
    ranks = np.arange(len(rows)) - np.searchsorted(rows, rows)
    best = (ranks < top.columns.shape[1]) & (keys // width < span - 1)
    places = rows[best] + block.start, ranks[best]
    top.columns[places] = keys[best] % width
    top.scores[places] = (span - 1 - keys[best] // width) / unit


def _product(left: csr_array, right: csr_array) -> csr_array:
    """Return ``left @ right`` with unsorted columns.

    This is the loop behind ``@``, which walks through the whole product once before to learn its
    size; the multiply-adds are a bound that we know.
    """
    room = int(_work(left, right).sum())
    data, columns = np.empty(room, right.dtype), np.empty(room, np.int32)
    indptr = np.empty(left.shape[0] + 1, np.int32)
    _sparsetools.csr_matmat(
        left.shape[0], right.shape[1],
        left.indptr, left.indices, left.data, right.indptr, right.indices, right.data,
        indptr, columns, data,
    )  # fmt: skip
    shape = left.shape[0], right.shape[1]
    return csr_array((data[: indptr[-1]], columns[: indptr[-1]], indptr), shape=shape)


def _row_floors(product: csr_array, top_n: int) -> NDArray[np.float64]:
    """Return for each row a score that at least ``top_n`` of its scores reach, 0 for short rows.

    Each row is cut into parts; the ``top_n``-th largest of the parts' maxima is such a score.
    """
    parts = max(CHUNK, 4 * top_n)
    floors = np.zeros(product.shape[0])
    lengths = np.diff(product.indptr)
    long = np.flatnonzero(lengths >= parts)
    if len(long):
        cuts = np.arange(parts + 1) * lengths[long, None] // parts + product.indptr[long, None]
        tops = np.maximum.reduceat(product.data, np.minimum(cuts.ravel(), product.nnz - 1))
        tops = tops.reshape(cuts.shape)[:, :parts]
        floors[long] = np.partition(tops, parts - top_n, axis=1)[:, parts - top_n]
    return floors


def _fill_postings(queries: csr_array, index: csr_array, top: Top, block: slice) -> None:
    for row in range(block.start, block.stop):
        totals = np.zeros(index.shape[1], index.dtype)
        for at in range(queries.indptr[row], queries.indptr[row + 1]):
            term = queries.indices[at]
            part = slice(index.indptr[term], index.indptr[term + 1])
            totals[index.indices[part]] += queries.data[at] * index.data[part]
        best, found = best_of(totals, None, top.columns.shape[1])
        top.columns[row, : len(best)] = best
        top.scores[row, : len(best)] = found


def _fill_loop(queries: csr_array, index: csr_array, top: Top, block: slice) -> None:
    from matchmaking.engine import loops  # noqa: PLC0415 -- optional package, slow import

    unit = _UNITS[index.dtype]
    totals = np.zeros(-(-index.shape[1] // loops.CHUNK) * loops.CHUNK, index.dtype)
    starts = queries.indptr[block.start : block.stop + 1]
    loops.dense_scan(
        starts, queries.indices, queries.data,
        index.indptr, index.indices.view(np.uint32), index.data,
        totals, totals.view(_BITS[totals.dtype]), unit, top.columns[block], top.scores[block],
    )  # fmt: skip
    top.scores[block] /= unit
