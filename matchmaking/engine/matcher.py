"""Rank offers for needs by the additive similarity of their TF-IDF blocks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from matchmaking.engine.blocks import TagBlock, WordBlock
from matchmaking.engine.documents import Need, Offer
from matchmaking.engine.explain import Reason, reasons_of
from matchmaking.engine.features import BLOCKS, TAGS, FeatureMaker, Features, Terms
from matchmaking.engine.kernels import DECIMALS, top_n_product
from matchmaking.engine.taxonomy import Taxonomy, load_taxonomy

BLOCK_WEIGHTS: Mapping[str, float] = {"tags": 0.6, "facets": 0.05, "words": 0.25, "folded": 0.1}
Row: TypeAlias = tuple[NDArray[np.intp], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One suggested offer; the shares of the reasons add up to the score."""

    offer_id: str
    score: float
    reasons: tuple[Reason, ...]


class Matcher(BaseEstimator):
    """Recommend offers for needs, each with the reasons that make up its score.

    Three TF-IDF blocks (taxonomy concepts with their ancestors; words and pairs of words with
    tones; the same folded) are rows of unit length. A score is the weighted sum of their cosines,
    divided by the weight of the blocks that the need has, so it lies in (0, 1] and is a sum over
    shared terms.

    Parameters
    ----------
    top_n : int, default=20
        Offers to return for one need, at most.
    taxonomy : Taxonomy, "shared" or None, default="shared"
        Whose concepts to see; "shared" is the taxonomy that ships with the platform, None leaves
        concepts out (for catalogues of another trade).
    block_weights : mapping of str to float, default=None
        Weights of the blocks ``concepts``, ``words`` and ``folded``; None for the measured ones.

    Attributes
    ----------
    offer_ids_ : list of str
    offers_ : csr_array of shape (n_offers, n_terms)
    terms_ : list of (block, term)
        What each column stands for.

    Examples
    --------
    >>> offers = [{"id": "P1", "name_vi": "Chè Shan tuyết"}, {"id": "P2", "name_vi": "Mật ong"}]
    >>> [[hit.offer_id for hit in hits]
    ...  for hits in Matcher().fit(offers).recommend([{"id": "N1", "title_en": "tea"}])]
    [['P1']]

    References
    ----------
    Manning, Raghavan, Schütze, *Introduction to Information Retrieval*, ch. 6.
    """

    def __init__(
        self,
        *,
        top_n: int = 20,
        taxonomy: Taxonomy | Literal["shared"] | None = "shared",
        block_weights: Mapping[str, float] | None = None,
        text_columns: Sequence[str] = (),
    ) -> None:
        self.top_n = top_n
        self.taxonomy = taxonomy
        self.block_weights = block_weights
        self.text_columns = text_columns

    def fit(self, offers: Iterable[Offer | Mapping[str, Any]], y: None = None) -> Self:
        """Read the offers and learn how much each term tells."""
        documents = [Offer.of(offer, self.text_columns) for offer in offers]
        self.taxonomy_ = load_taxonomy() if self.taxonomy == "shared" else self.taxonomy
        self.maker_ = FeatureMaker(self.taxonomy_)
        self.offer_ids_ = [document.id for document in documents]
        self.row_of_ = {offer_id: row for row, offer_id in enumerate(self.offer_ids_)}
        features = [self.maker_.read(document, is_need=False) for document in documents]
        self.blocks_ = {
            block: TagBlock(self.taxonomy_) if block == TAGS else WordBlock() for block in BLOCKS
        }
        self.offers_ = _side_by_side(
            self.blocks_[name].fit_transform(_column(features, name)) for name in BLOCKS
        )
        self.terms_ = [(name, term) for name in BLOCKS for term in self.blocks_[name].vocabulary_]
        self.index_ = csr_array(self.offers_.T)
        return self

    def transform(self, needs: Iterable[Need | Mapping[str, Any]]) -> csr_array:
        """Return the needs' weighted rows, of shape (n_needs, n_terms)."""
        check_is_fitted(self)
        documents = [Need.of(need, self.text_columns) for need in needs]
        features = [self.maker_.read(document, is_need=True) for document in documents]
        weights = self.block_weights or BLOCK_WEIGHTS
        present = np.array(
            [[weights[name] * bool(getattr(row, name)) for name in BLOCKS] for row in features]
        ).reshape(-1, len(BLOCKS))
        present /= np.maximum(present.sum(axis=1, keepdims=True), 1e-12)
        blocks = [self.blocks_[name].transform(_column(features, name)) for name in BLOCKS]
        for block, scale in zip(blocks, present.T, strict=True):
            block.data *= np.repeat(scale, np.diff(block.indptr))
        return _side_by_side(blocks)

    def recommend(
        self, needs: Iterable[Need | Mapping[str, Any]], *, top_n: int | None = None
    ) -> list[list[Recommendation]]:
        """Return the best offers for each need, best first.

        Equal scores keep the offers' order; offers that share nothing with a need are left out.
        """
        queries = self.transform(needs)
        best = top_n_product(queries, self.index_, top_n or self.top_n)
        return [
            [self._recommendation(_row(queries, at), *pair) for pair in zip(*pairs, strict=True)]
            for at, pairs in enumerate(best)
        ]

    def rank_needs(
        self,
        needs: Iterable[Need | Mapping[str, Any]],
        offer_ids: Collection[str],
        *,
        top_n: int | None = None,
    ) -> list[tuple[str, Recommendation]]:
        """Return the needs that these offers fit best, each with its best offer.

        The other direction of `recommend`, with the same scores and reasons: what an exhibitor
        sees. Pairs of need id and recommendation, best first, equal scores in the needs' order.
        """
        documents = [Need.of(need, self.text_columns) for need in needs]
        rows = sorted(self.row_of_[offer_id] for offer_id in offer_ids if offer_id in self.row_of_)
        if not rows or not documents:
            return []
        queries = self.transform(documents)
        scores = np.round((queries @ csr_array(self.offers_[rows]).T).toarray(), DECIMALS)
        best = scores.argmax(axis=1)
        tops = scores[np.arange(len(documents)), best]
        order = np.lexsort((np.arange(len(documents)), -tops))[: top_n or self.top_n]
        return [
            (
                documents[at].id,
                self._recommendation(_row(queries, at), rows[best[at]], tops[at]),
            )
            for at in order
            if tops[at] > 0
        ]

    def _recommendation(self, query: Row, offer: int, score: float) -> Recommendation:
        columns, shares = _shared(query, _row(self.offers_, offer))
        terms = [
            (*self.terms_[column], float(share))
            for column, share in zip(columns, shares, strict=True)
        ]
        return Recommendation(
            self.offer_ids_[offer], float(score), reasons_of(terms, self.taxonomy_)
        )


def _column(features: Sequence[Features], block: str) -> list[Terms]:
    return [getattr(row, block) for row in features]


def _side_by_side(blocks: Iterable[csr_array]) -> csr_array:
    joined = csr_array(hstack(list(blocks), format="csr"))
    joined.sort_indices()
    return joined


def _row(matrix: csr_array, at: int) -> Row:
    part = slice(matrix.indptr[at], matrix.indptr[at + 1])
    return matrix.indices[part], matrix.data[part]


def _shared(query: Row, offer: Row) -> Row:
    """Columns that two rows share, with the product of their values: what makes up the score."""
    columns, ours, theirs = np.intersect1d(
        query[0], offer[0], assume_unique=True, return_indices=True
    )
    return columns, query[1][ours] * offer[1][theirs]
