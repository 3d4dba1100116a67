"""How weighted terms become rows of a sparse matrix: one growing set of terms, cut into blocks."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import sqrt
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matchmaking.engine.features import BLOCKS, TAGS
from matchmaking.engine.taxonomy import Taxonomy

Term: TypeAlias = tuple[str, str]  # the block and the word
Weighting: TypeAlias = Literal["tfidf", "bm25"]
Floats: TypeAlias = NDArray[np.float64]

# What a wish for a tag, its parent and its grandparent count, by the depth of the tag.
PATH_WEIGHTS = {1: (1.0,), 2: (0.65, 0.35), 3: (0.55, 0.3, 0.15)}
SATURATION, LENGTH_SHARE = 1.2, 0.75  # k1 and b of BM25
_TAG_BLOCK = BLOCKS.index(TAGS)


class TermSpace:
    """The terms that the offers have, and how much each tells.

    New terms may come at any time and count as in no offer until the next `learn`, so rows
    weighed before stay as they are.

    Parameters
    ----------
    weighting : "tfidf" or "bm25"
        How words count. With ``tfidf`` a document's words of a block have unit length together.
        With ``bm25`` an offer's words saturate, and a need's add up to 1, so that the product of
        two rows stays below 1. Tags have weights of their own (`offer_tags`, `need_tags`).
    terms : sequence of Term
        What each column stands for.

    References
    ----------
    Robertson, Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009.
    """

    def __init__(self, weighting: Weighting, terms: Sequence[Term] = ()) -> None:
        self.weighting = weighting
        self.terms: list[Term] = []
        self.columns: dict[Term, int] = {}
        self.block_of: NDArray[np.intp] = np.zeros(0, np.intp)
        self.idf: Floats = np.zeros(0)
        self.unseen_idf = 1.0
        self.mean_lengths: Floats = np.ones(len(BLOCKS))
        self._grow(terms)

    def _grow(self, terms: Sequence[Term]) -> None:
        self.columns.update((term, len(self.terms) + at) for at, term in enumerate(terms))
        self.terms += terms
        blocks = np.array([BLOCKS.index(block) for block, _ in terms], dtype=np.intp)
        self.block_of = np.concatenate([self.block_of, blocks])
        self.idf = np.concatenate([self.idf, np.full(len(terms), self.unseen_idf)])

    def count(self, documents: Sequence[Mapping[Term, float]], *, grow: bool) -> csr_array:
        """Return the rows of documents before weighing; unknown terms are learned or left out."""
        if grow:
            fresh = {term for document in documents for term in document} - self.columns.keys()
            self._grow(sorted(fresh, key=lambda term: (BLOCKS.index(term[0]), term[1])))
        columns = self.columns
        rows = [sorted((columns[t], w) for t, w in d.items() if t in columns) for d in documents]
        data = np.array([weight for row in rows for _, weight in row], dtype=np.float64)
        indices = np.array([column for row in rows for column, _ in row], dtype=np.int32)
        indptr = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int32)
        return csr_array((data, indices, indptr), shape=(len(rows), len(self.terms)))

    def learn(self, counts: csr_array) -> None:
        """Learn from the offers' rows how much each term tells: the rarer, the more."""
        n_offers = counts.shape[0]
        df = np.bincount(counts.indices, minlength=len(self.terms))
        self.idf = np.log((1 + n_offers) / (1 + df)) + 1
        self.unseen_idf = float(np.log(1 + n_offers) + 1)
        lengths = np.bincount(self.block_of[counts.indices], counts.data, len(BLOCKS))
        self.mean_lengths = np.maximum(lengths / max(n_offers, 1), 1e-9)

    def informs(self, term: Term) -> float:
        """Return how much a term tells, most when no offer has it."""
        return float(self.idf[self.columns[term]]) if term in self.columns else self.unseen_idf

    def offer_rows(self, counts: csr_array) -> csr_array:
        """Return the weighed rows of offers."""
        cells = self._cells(counts)
        if self.weighting == "tfidf":
            data = self._in_proportion(counts, cells, np.zeros(counts.shape[0] * len(BLOCKS)), 2)
        else:
            sums = np.bincount(cells, counts.data, counts.shape[0] * len(BLOCKS))
            relative = (sums.reshape(-1, len(BLOCKS)) / self.mean_lengths).ravel()[cells]
            damping = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * relative)
            is_tag = self.block_of[counts.indices] == _TAG_BLOCK
            data = np.where(is_tag, counts.data, counts.data / (counts.data + damping))
        return csr_array((data, counts.indices, counts.indptr), shape=counts.shape)

    def need_rows(self, documents: Sequence[Mapping[Term, float]], shares: Floats) -> csr_array:
        """Return the weighed rows of needs, each block times its share of the score.

        Terms that no offer has count in a need's length, so that a need of which the offers cover
        one word in ten scores low.
        """
        counts = self.count(documents, grow=False)
        power = 2 if self.weighting == "tfidf" else 1
        unseen = np.zeros((len(documents), len(BLOCKS)))
        for row, document in enumerate(documents):
            for term, weight in document.items():
                if term not in self.columns:
                    unseen[row, BLOCKS.index(term[0])] += (weight * self.unseen_idf) ** power
        cells = self._cells(counts)
        data = self._in_proportion(counts, cells, unseen.ravel(), power) * shares.ravel()[cells]
        return csr_array((data, counts.indices, counts.indptr), shape=counts.shape)

    def _cells(self, counts: csr_array) -> NDArray[np.intp]:
        """Return for each value the number of its row and block."""
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        cells: NDArray[np.intp] = rows * len(BLOCKS) + self.block_of[counts.indices]
        return cells

    def _in_proportion(
        self, counts: csr_array, cells: NDArray[np.intp], more: Floats, power: int
    ) -> Floats:
        """Return values times idf, so that their powers in each row and block add up to 1."""
        data = counts.data * self.idf[counts.indices]
        sums = np.bincount(cells, data**power, len(more)) + more
        is_tag = self.block_of[counts.indices] == _TAG_BLOCK
        scaled: Floats = np.where(is_tag, counts.data, data / sums[cells] ** (1 / power))
        return scaled


def offer_tags(tags: Mapping[str, float], taxonomy: Taxonomy | None) -> dict[str, float]:
    """Return an offer's tags with the groups above: it is fully an offer of each of them.

    Its own tags have unit length together, and each tag above them the length of those below it.
    """
    if taxonomy is None:
        return {}
    own = _narrowest(tags, taxonomy)
    length = sqrt(sum(weight * weight for weight in own.values())) or 1.0
    squares: dict[str, float] = defaultdict(float)
    for tag, weight in own.items():
        for code in (tag, *taxonomy.ancestors(tag)):
            squares[code] += weight * weight
    return {code: sqrt(square) / length for code, square in squares.items()}


def need_tags(
    tags: Mapping[str, float], taxonomy: Taxonomy | None, informs: Callable[[str], float]
) -> dict[str, float]:
    """Return a need's tags with what is wished of the groups above.

    A wish counts for its tag and less for the tags above, so that siblings fit a little; a wish
    for a whole group is met fully by all its members. The product of a need's row and an offer's
    row is at most 1. ``informs`` says how much a wish for a tag tells.
    """
    if taxonomy is None:
        return {}
    squares: dict[str, float] = defaultdict(float)
    for tag, weight in _narrowest(tags, taxonomy).items():
        path = (tag, *taxonomy.ancestors(tag))
        shares = PATH_WEIGHTS[min(len(path), len(PATH_WEIGHTS))]
        for code, share in zip(path, shares, strict=False):
            squares[code] += (weight * informs(tag) * share) ** 2
    by_depth: dict[int, float] = defaultdict(float)
    for code, square in squares.items():
        by_depth[len(taxonomy.ancestors(code))] += square
    # Tags of one depth share no offers' weight, so this bounds the product by Cauchy-Schwarz.
    bound = sum(sqrt(square) for square in by_depth.values()) or 1.0
    return {code: sqrt(square) / bound for code, square in squares.items()}


def _narrowest(tags: Mapping[str, float], taxonomy: Taxonomy) -> dict[str, float]:
    """Leave out tags that stand above another one of the same text (tea beside Shan tea)."""
    above = {group for tag in tags for group in taxonomy.ancestors(tag)}
    return {tag: weight for tag, weight in tags.items() if tag not in above}
