"""Rank offers for needs by the additive similarity of their TF-IDF blocks."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Literal, Self

import numpy as np
from scipy.sparse import csr_array, vstack
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from matchmaking.engine.blocks import Term, TermSpace, Weighting, need_tags, offer_tags
from matchmaking.engine.documents import Need, Offer
from matchmaking.engine.explain import Reason, reasons_of
from matchmaking.engine.features import BLOCKS, CHARS, CODES, NAMES, TAGS, FeatureMaker, Features
from matchmaking.engine.kernels import DECIMALS, Top, merge, top_n_rows
from matchmaking.engine.parts import PART_ROWS, Part, Row, row_of, shared
from matchmaking.engine.taxonomy import Taxonomy, load_taxonomy

BLOCK_WEIGHTS: Mapping[str, float] = {"tags": 0.6, "facets": 0.05, "words": 0.25, "folded": 0.1}
# Without a taxonomy names count twice, and letters stand in for synonyms and plurals.
PLAIN_WEIGHTS: Mapping[str, float] = {
    "words": 0.4, "names": 0.25, "chars": 0.35, "codes": 0.2, "folded": 0.1,
}  # fmt: skip
NEEDS_KEPT = 2048  # as read, for exhibitors who ask one after the other
REWEIGH_SHARE = 0.1  # of the offers may change before all are weighed anew


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One suggested offer; the shares of the reasons add up to the score."""

    offer_id: str
    score: float
    reasons: tuple[Reason, ...]


class Matcher(BaseEstimator):
    """Recommend offers for needs, each with the reasons that make up its score.

    Blocks of terms (taxonomy concepts with the groups above, trade words, words and pairs of words
    with tones, the same without; words of names, letters of names and of codes) are rows of at
    most unit length. A score is the weighted sum of their products, divided by the weight of the
    blocks that the need has, so it lies in (0, 1] and is a sum over shared terms.

    Parameters
    ----------
    top_n : int, default=20
        Offers to return for one need, at most.
    taxonomy : Taxonomy, "shared" or None, default="shared"
        Whose concepts to see; "shared" is the taxonomy that ships with the platform, None leaves
        concepts out (for catalogues of another trade).
    block_weights : mapping of str to float, default=None
        Weights of the blocks ``tags``, ``facets``, ``words``, ``folded``, ``chars``, ``names`` and
        ``codes``, 0 where one is not named; None for the measured ones.
    text_columns : sequence of str, default=()
        Further columns of the records to read as text.
    weighting : "tfidf" or "bm25", default="tfidf"
        See `TermSpace`.

    Attributes
    ----------
    offer_ids_ : list of str
        The offers by row, those that were removed since the last `reweigh` included.
    row_of_ : dict of str to int
        The rows of the offers there are.
    parts_ : list of Part
        Their rows: those learned from, then those added since.
    space_ : TermSpace
        What each column stands for and tells.

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
        weighting: Weighting = "tfidf",
    ) -> None:
        self.top_n = top_n
        self.taxonomy = taxonomy
        self.block_weights = block_weights
        self.text_columns = text_columns
        self.weighting = weighting

    def fit(self, offers: Iterable[Offer | Mapping[str, Any]], y: None = None) -> Self:
        """Read the offers and learn how much each term tells."""
        self.prepare()
        documents = [Offer.of(offer, self.text_columns) for offer in offers]
        counts = self.space_.count([self._offer_terms(one) for one in documents], grow=True)
        return self.restore([one.id for one in documents], counts, learn=True)

    def prepare(self, terms: Sequence[Term] = ()) -> None:
        """Get ready to read documents, with terms learned before."""
        self.taxonomy_ = load_taxonomy() if self.taxonomy == "shared" else self.taxonomy
        weights = self.block_weights or (BLOCK_WEIGHTS if self.taxonomy_ else PLAIN_WEIGHTS)
        self.weights_ = np.array([weights.get(block, 0.0) for block in BLOCKS])
        self.maker_ = FeatureMaker(
            self.taxonomy_,
            extras=[block for block in (CHARS, NAMES, CODES) if weights.get(block, 0) > 0],
            damped=self.weighting == "tfidf",
        )
        self.read_need_ = lru_cache(NEEDS_KEPT)(partial(self.maker_.read, is_need=True))
        self.space_ = TermSpace(self.weighting, terms)

    def restore(self, offer_ids: Sequence[str], counts: csr_array, *, learn: bool) -> Self:
        """Take over counted offers, with or without learning from them."""
        if learn:
            self.space_.learn(counts)
        self.offer_ids_ = list(offer_ids)
        self.row_of_ = {offer_id: row for row, offer_id in enumerate(self.offer_ids_)}
        self.parts_ = [Part.weigh(0, counts, self.space_)]
        self.changed_ = 0
        return self

    def add(self, offers: Iterable[Offer | Mapping[str, Any]]) -> Self:
        """Take in offers, each in the place of the one with its id, without a new fit.

        What terms tell stays as it is until a tenth of the offers have changed; see `reweigh`.
        """
        documents = {one.id: one for one in (Offer.of(o, self.text_columns) for o in offers)}
        for offer_id in documents.keys() & self.row_of_.keys():
            self._forget(offer_id)
        counts = self.space_.count(
            [self._offer_terms(one) for one in documents.values()], grow=True
        )
        for part in self.parts_:
            part.widen(counts.shape[1])
        first = len(self.offer_ids_)
        if len(self.parts_) > 1 and self.parts_[-1].counts.shape[0] < PART_ROWS:
            last = self.parts_.pop()
            first, counts = last.first, csr_array(vstack([last.counts, counts], format="csr"))
        self.row_of_.update((name, len(self.offer_ids_) + at) for at, name in enumerate(documents))
        self.offer_ids_ += documents
        self.parts_.append(Part.weigh(first, counts, self.space_))
        return self._changed(len(documents))

    def remove(self, offer_ids: Iterable[str]) -> Self:
        """Leave out offers from now on, without a new fit; unknown ids are no matter."""
        known = dict.fromkeys(one for one in offer_ids if one in self.row_of_)
        for offer_id in known:
            self._forget(offer_id)
        return self._changed(len(known))

    def _forget(self, offer_id: str) -> None:
        row = self.row_of_.pop(offer_id)
        self._part(row).forget(row)

    def _changed(self, number: int) -> Self:
        self.changed_ += number
        return self.reweigh() if self.changed_ > REWEIGH_SHARE * len(self.row_of_) else self

    def reweigh(self) -> Self:
        """Learn anew how much each term tells, from the counts alone; no text is read again."""
        ids, counts = self.counted()
        return self.restore(ids, counts, learn=True)

    def counted(self) -> tuple[list[str], csr_array]:
        """Return the offers there are and their rows before weighing."""
        rows = sorted(self.row_of_.values())
        counts = csr_array(vstack([part.counts for part in self.parts_], format="csr"))
        ids = [self.offer_ids_[row] for row in rows]
        return ids, counts if len(rows) == counts.shape[0] else counts[rows]

    @property
    def offers_(self) -> csr_array:
        """The offers' weighed rows, of shape (n_offers, n_terms)."""
        return csr_array(vstack([part.rows for part in self.parts_], format="csr"))

    def _rows(self, rows: Sequence[int]) -> csr_array:
        """Return a few of them, without a copy of all."""
        parts = ((self._part(row), row) for row in rows)
        return csr_array(vstack([part.rows[[row - part.first]] for part, row in parts]))

    def _part(self, row: int) -> Part:
        return self.parts_[bisect_right(self.parts_, row, key=lambda part: part.first) - 1]

    def _offer_terms(self, offer: Offer) -> dict[Term, float]:
        features = self.maker_.read(offer, is_need=False)
        return _named(features, offer_tags(features.tags, self.taxonomy_))

    def transform(self, needs: Iterable[Need | Mapping[str, Any]]) -> csr_array:
        """Return the needs' weighted rows, of shape (n_needs, n_terms)."""
        check_is_fitted(self)
        documents = [Need.of(need, self.text_columns) for need in needs]
        features = [self.read_need_(document) for document in documents]
        present = np.array(
            [[bool(getattr(row, block)) for block in BLOCKS] for row in features]
        ).reshape(-1, len(BLOCKS))
        shares = present * self.weights_
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
        terms = [
            _named(row, need_tags(row.tags, self.taxonomy_, self._informs)) for row in features
        ]
        return self.space_.need_rows(terms, shares)

    def _informs(self, tag: str) -> float:
        return self.space_.informs((TAGS, tag))

    def recommend(
        self, needs: Iterable[Need | Mapping[str, Any]], *, top_n: int | None = None
    ) -> list[list[Recommendation]]:
        """Return the best offers for each need, best first.

        Equal scores keep the offers' order; offers that share nothing with a need are left out.
        """
        queries = self.transform(needs)
        best = self._best(queries, top_n or self.top_n)
        return [
            [
                self._recommendation(row_of(queries, at), offer, score)
                for offer, score in zip(*pairs, strict=True)
                if score > 0
            ]
            for at, pairs in enumerate(zip(*best, strict=True))
        ]

    def top(
        self,
        needs: Iterable[Need | Mapping[str, Any]],
        *,
        top_n: int | None = None,
        threads: int = 1,
    ) -> Top:
        """Return the rows of the best offers for many needs, in single precision, no reasons."""
        queries = self.transform(needs).astype(np.float32)
        return self._best(queries, top_n or self.top_n, threads)

    def _best(self, queries: csr_array, top_n: int, threads: int = 1) -> Top:
        indexes = (part.index.astype(queries.dtype, copy=False) for part in self.parts_)
        tops = [top_n_rows(queries, index, top_n, threads=threads) for index in indexes]
        return merge(tops, [part.first for part in self.parts_])

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
        scores = np.round((queries @ self._rows(rows).T).toarray(), DECIMALS)
        best = scores.argmax(axis=1)
        tops = scores[np.arange(len(documents)), best]
        order = np.lexsort((np.arange(len(documents)), -tops))[: top_n or self.top_n]
        found = [(at, row_of(queries, at), rows[best[at]]) for at in order if tops[at] > 0]
        return [
            (documents[at].id, self._recommendation(query, offer, tops[at]))
            for at, query, offer in found
        ]

    def _recommendation(self, query: Row, offer: int, score: float) -> Recommendation:
        part = self._part(offer)
        columns, shares = shared(query, row_of(part.rows, offer - part.first))
        terms = [
            (*self.space_.terms[column], float(share))
            for column, share in zip(columns, shares, strict=True)
        ]
        return Recommendation(
            self.offer_ids_[offer], float(score), reasons_of(terms, self.taxonomy_)
        )


def _named(features: Features, tags: Mapping[str, float]) -> dict[Term, float]:
    """Return all terms of a document under the names of their blocks."""
    blocks = {block: getattr(features, block) for block in BLOCKS} | {TAGS: tags}
    return {(block, term): weight for block in blocks for term, weight in blocks[block].items()}
