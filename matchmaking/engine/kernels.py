"""The hot loops: sparse products and the choice of the best few."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

BLOCK_ROWS = 512
DECIMALS = 9  # scores are compared after rounding, so that the order never hangs on the last bit


def best_of(
    scores: NDArray[np.float64], columns: NDArray[np.intp], top_n: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the best columns and their scores, best first, equal scores by column.

    Parameters
    ----------
    scores : array of shape (n,)
        Non-zero scores; those that are 0 after rounding to 9 decimals are left out.
    columns : array of shape (n,)
        The column of each score.
    top_n : int
        How many to return at most.
    """
    scores = np.round(scores, DECIMALS)
    if len(scores) > top_n:
        floor = np.partition(scores, len(scores) - top_n)[len(scores) - top_n]
        keep = scores >= floor
        scores, columns = scores[keep], columns[keep]
    order = np.lexsort((columns, -scores))[:top_n]
    order = order[scores[order] > 0]
    return columns[order], scores[order]


def top_n_product(
    queries: csr_array, index: csr_array, top_n: int
) -> list[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """Return the best columns of ``queries @ index`` for each row.

    Parameters
    ----------
    queries : csr_array of shape (n_queries, n_terms)
    index : csr_array of shape (n_terms, n_offers)
        The inverted index: the transposed rows of the offers.
    top_n : int
        How many columns to return for a row at most; see `best_of` for the order.
    """
    best = []
    for start in range(0, queries.shape[0], BLOCK_ROWS):
        block = csr_array(queries[start : start + BLOCK_ROWS] @ index)
        for row in range(block.shape[0]):
            part = slice(block.indptr[row], block.indptr[row + 1])
            best.append(best_of(block.data[part], block.indices[part], top_n))
    return best
