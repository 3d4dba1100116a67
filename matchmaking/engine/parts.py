"""The offers' rows in parts: those learned from, and those that came later."""

from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matchmaking.engine.blocks import TermSpace

PART_ROWS = 1000
Row: TypeAlias = tuple[NDArray[np.intp], NDArray[np.float64]]


@dataclass(slots=True)
class Part:
    """Some of the offers, from row ``first`` on: as counted, as weighed, and by term."""

    first: int
    counts: csr_array
    rows: csr_array
    index: csr_array

    @classmethod
    def weigh(cls, first: int, counts: csr_array, space: TermSpace) -> Self:
        """Weigh counted rows and turn them round."""
        rows = space.offer_rows(counts)
        return cls(first, counts, rows, csr_array(rows.T))

    def widen(self, n_terms: int) -> None:
        """Make room for terms that came later."""
        for matrix in (self.counts, self.rows):
            matrix.resize(matrix.shape[0], n_terms)
        self.index.resize(n_terms, self.index.shape[1])

    def forget(self, row: int) -> None:
        """Let an offer share nothing with any need."""
        at = row - self.first
        span = slice(self.rows.indptr[at], self.rows.indptr[at + 1])
        self.rows.data[span] = 0
        for term in self.rows.indices[span]:
            start, stop = self.index.indptr[term : term + 2]
            self.index.data[start + np.searchsorted(self.index.indices[start:stop], at)] = 0


def row_of(matrix: csr_array, at: int) -> Row:
    part = slice(matrix.indptr[at], matrix.indptr[at + 1])
    return matrix.indices[part], matrix.data[part]


def shared(query: Row, offer: Row) -> Row:
    """Columns that two rows share, with the product of their values: what makes up the score."""
    columns, ours, theirs = np.intersect1d(
        query[0], offer[0], assume_unique=True, return_indices=True
    )
    return columns, query[1][ours] * offer[1][theirs]
