"""Two ways to turn weighted terms into rows of a sparse matrix: words by TF-IDF, tags by tree."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfTransformer

from matchmaking.engine.taxonomy import Taxonomy

# What a wish for a tag, its parent and its grandparent count, by the depth of the tag.
PATH_WEIGHTS = {1: (1.0,), 2: (0.65, 0.35), 3: (0.55, 0.3, 0.15)}


class WordBlock(BaseEstimator):
    """TF-IDF rows of unit length over an open set of weighted terms.

    Attributes
    ----------
    vocabulary_ : dict of str to int
        Columns of the terms, in the terms' order.
    idf_ : array of shape (n_terms,)
    unseen_idf_ : float
        The weight of a term that no offer has. It counts in a need's length, so that a need of
        which the offers cover one word in ten scores low.
    """

    def fit_transform(self, documents: Sequence[Mapping[str, float]]) -> csr_array:
        """Learn the terms and return the offers' rows, of shape (n_documents, n_terms)."""
        self.vocabulary_ = _vocabulary(documents)
        self.idf_ = _idf(_rows(documents, self.vocabulary_))
        self.unseen_idf_ = float(np.log(1 + len(documents)) + 1)
        return self.transform(documents)

    def transform(self, documents: Sequence[Mapping[str, float]]) -> csr_array:
        """Return rows of at most unit length for documents that need not have been learned."""
        rows = _rows(documents, self.vocabulary_)
        rows.data *= self.idf_[rows.indices]
        for row, terms in enumerate(documents):
            part = slice(rows.indptr[row], rows.indptr[row + 1])
            unseen = sum(w * w for term, w in terms.items() if term not in self.vocabulary_)
            length = sqrt(rows.data[part] @ rows.data[part] + unseen * self.unseen_idf_**2)
            rows.data[part] /= length or 1.0
        return rows


class TagBlock(BaseEstimator):
    """Rows over the tags of a tree: an offer of a tag is fully an offer of every tag above it.

    An offer's own tags have unit length together, and each tag above them the length of those
    below it. A wish counts for its tag and less for the tags above, so that siblings fit a little;
    a wish for a whole group is met fully by all its members. The product of a need's row and an
    offer's row is at most 1.

    Attributes
    ----------
    vocabulary_ : dict of str to int
    idf_ : array of shape (n_terms,)
        How much a wish for each tag tells; wishes alone are weighted by it.
    """

    def __init__(self, taxonomy: Taxonomy | None) -> None:
        self.taxonomy = taxonomy

    def fit_transform(self, documents: Sequence[Mapping[str, float]]) -> csr_array:
        """Learn the tags and return the offers' rows, of shape (n_documents, n_tags)."""
        offers = [self._offer(tags) for tags in documents]
        self.vocabulary_ = _vocabulary(offers)
        rows = _rows(offers, self.vocabulary_)
        self.idf_ = _idf(rows)
        self.unseen_idf_ = float(np.log(1 + len(documents)) + 1)
        return rows

    def transform(self, documents: Sequence[Mapping[str, float]]) -> csr_array:
        """Return the needs' rows, of shape (n_documents, n_tags)."""
        return _rows([self._need(tags) for tags in documents], self.vocabulary_)

    def _narrow(self, tags: Mapping[str, float]) -> dict[str, float]:
        """Leave out tags that stand above another one of the same text (tea beside Shan tea)."""
        above = {group for tag in tags for group in self._above(tag)}
        return {tag: weight for tag, weight in tags.items() if tag not in above}

    def _offer(self, tags: Mapping[str, float]) -> dict[str, float]:
        squares: dict[str, float] = defaultdict(float)
        for tag, weight in self._narrow(tags).items():
            for code in (tag, *self._above(tag)):
                squares[code] += weight * weight
        length = sqrt(sum(weight * weight for weight in self._narrow(tags).values())) or 1.0
        return {code: sqrt(square) / length for code, square in squares.items()}

    def _need(self, tags: Mapping[str, float]) -> dict[str, float]:
        squares: dict[str, float] = defaultdict(float)
        for tag, weight in self._narrow(tags).items():
            wish = weight * self._informs(tag)
            path = (tag, *self._above(tag))
            for code, share in zip(
                path, PATH_WEIGHTS[min(len(path), len(PATH_WEIGHTS))], strict=False
            ):
                squares[code] += (wish * share) ** 2
        by_depth: dict[int, float] = defaultdict(float)
        for code, square in squares.items():
            by_depth[len(self._above(code))] += square
        # Tags of one depth share no offers' weight, so this bounds the product by Cauchy-Schwarz.
        bound = sum(sqrt(square) for square in by_depth.values()) or 1.0
        return {code: sqrt(square) / bound for code, square in squares.items()}

    def _above(self, tag: str) -> tuple[str, ...]:
        return self.taxonomy.ancestors(tag) if self.taxonomy else ()

    def _informs(self, tag: str) -> float:
        column = self.vocabulary_.get(tag)
        return self.unseen_idf_ if column is None else float(self.idf_[column])


def _vocabulary(documents: Sequence[Mapping[str, float]]) -> dict[str, int]:
    terms = sorted({term for document in documents for term in document})
    return {term: column for column, term in enumerate(terms)}


def _idf(rows: csr_array) -> NDArray[np.float64]:
    if not rows.shape[0] or not rows.shape[1]:
        return np.ones(rows.shape[1])
    idf: NDArray[np.float64] = TfidfTransformer(norm=None).fit(rows).idf_
    return idf


def _rows(documents: Sequence[Mapping[str, float]], vocabulary: Mapping[str, int]) -> csr_array:
    indptr: list[int] = [0]
    columns: list[int] = []
    data: list[float] = []
    for document in documents:
        known = [(vocabulary[term], w) for term, w in document.items() if term in vocabulary]
        known.sort()
        columns.extend(column for column, _ in known)
        data.extend(weight for _, weight in known)
        indptr.append(len(columns))
    arrays = (np.array(data, dtype=np.float64), np.array(columns, dtype=np.int32), np.array(indptr))
    return csr_array(arrays, shape=(len(documents), len(vocabulary)))
