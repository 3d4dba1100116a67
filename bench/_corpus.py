"""Corpora for the speed of matching: a synthetic one, and long texts drawn from the shared data."""

import csv

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer

from matchmaking.engine.taxonomy import DATA

TERMS, TAGS, CATEGORIES, TAGS_OF_ONE = 50_000, 4_000, 200, 20
EXPONENT, SHIFT = 1.1, 16  # Zipf; the shift (no stop words) gives 0.30 multiply-adds a pair
PRODUCT_TERMS, NEED_TERMS = 21, 12
SEED = 20_26
TEXTS, SENTENCES = 20_000, (3, 9)
_COLUMNS = {
    "real_products.csv": ("name_vi", "name_en", "description_en"),
    "real_products_vi.csv": ("description_vi",),
    "buyer_needs.csv": ("title_vi", "title_en", "need_en"),
    "buyer_needs_vi.csv": ("need_vi",),
    "product_taxonomy.csv": ("name_vi", "name_en", "synonyms_vi", "synonyms_en"),
}


def synthetic(n_products: int, n_needs: int) -> tuple[csr_array, csr_array]:
    """Return counts of products and needs over 50,000 terms, a few of them tags of a category."""
    rng = np.random.default_rng(SEED)
    falling = (np.arange(TERMS - TAGS) + 1.0 + SHIFT) ** -EXPONENT
    words = np.cumsum(falling / falling.sum())
    return (
        _counts(rng, n_products, PRODUCT_TERMS, 3, words),
        _counts(rng, n_needs, NEED_TERMS, 2, words),
    )


def _counts(
    rng: np.random.Generator, rows: int, distinct: int, tags: int, words: NDArray[np.float64]
) -> csr_array:
    category = rng.integers(CATEGORIES, size=(rows, 1))
    tag = category * TAGS_OF_ONE + rng.integers(TAGS_OF_ONE, size=(rows, tags)) ** 2 // TAGS_OF_ONE
    drawn = np.searchsorted(words, rng.random((rows, 2 * distinct)))
    terms = np.concatenate([tag, TAGS + np.minimum(drawn, len(words) - 1)], axis=1)
    order = np.argsort(terms, axis=1, kind="stable")
    ordered = np.take_along_axis(terms, order, 1)
    is_new = np.ones(terms.shape, dtype=bool)
    np.put_along_axis(is_new[:, :], order[:, 1:], ordered[:, 1:] != ordered[:, :-1], 1)
    kept = is_new & (np.cumsum(is_new, axis=1) <= distinct)
    indptr = np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int32)
    columns = terms[kept].astype(np.int32)
    matrix = csr_array((np.ones(len(columns)), columns, indptr), shape=(rows, TERMS))
    matrix.sort_indices()
    return matrix


def weighed(products: csr_array, needs: csr_array) -> tuple[csr_array, csr_array]:
    """Return TF-IDF rows of unit length in single precision."""
    tfidf = TfidfTransformer(sublinear_tf=True).fit(products)
    return _single(tfidf.transform(products)), _single(tfidf.transform(needs))


def _single(matrix: csr_array) -> csr_array:
    matrix = csr_array(matrix, dtype=np.float32)
    matrix.sort_indices()
    parts = matrix.data, matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    return csr_array(parts, shape=matrix.shape)


def long_texts(number: int = TEXTS) -> list[str]:
    """Return texts of three to eight sentences, each a name, description or label of our data."""
    sentences = []
    for name, columns in _COLUMNS.items():
        with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
            sentences += [
                row[column] for row in csv.DictReader(file) for column in columns if row[column]
            ]
    rng = np.random.default_rng(SEED)
    sizes = rng.integers(*SENTENCES, size=number)
    return [". ".join(sentences[at] for at in rng.integers(len(sentences), size=n)) for n in sizes]


def long_rows(number: int = TEXTS) -> csr_array:
    """Return the words of the long texts as TF-IDF rows of unit length."""
    vectorizer = TfidfVectorizer(sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")  # noqa: S106 -- no password
    return _single(vectorizer.fit_transform(long_texts(number)))
