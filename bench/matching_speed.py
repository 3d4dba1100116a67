"""CPU of the matching kernels and of one change, as ratios to well-known ways of doing the same.

``python3 run.py bench matching-speed [--rounds 3] [--large [--queries 25000]] [--parts …]``. All
sides of a ratio are measured in turn in one run, in CPU seconds of all threads, one BLAS thread;
the median of the rounds counts. ``--large`` is 250,000 needs × 150,000 products, of which
``--queries`` needs are asked. Needs the packages of requirements-dev.txt.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_array, csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity
from sparse_dot_topn import sp_matmul_topn

from bench import _corpus
from matchmaking.engine import Matcher, loops
from matchmaking.engine.kernels import Top, top_n_rows

TOP = 20
PARTS = ("batch", "long", "one", "change")
REFERENCE = "sparse_dot_topn float32, 1 thread"


def _cpu(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _in_turn(ways: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Return the median CPU seconds of each way, taken in turn."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(rounds):
        for name, way in ways.items():
            taken[name].append(_cpu(way))
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _limit() -> float:
    """Return how many multiply-adds a core does per CPU second into 600 kB, postings dense."""
    n_offers, length, n_terms = 150_000, 50_000, 40
    rng = np.random.default_rng(1)
    lists = [np.sort(rng.choice(n_offers, length, replace=False)) for _ in range(n_terms)]
    offers = np.concatenate(lists).astype(np.uint32)
    values = rng.random(len(offers), dtype=np.float32)
    postings = np.arange(n_terms + 1) * length
    terms = np.tile(np.arange(n_terms, dtype=np.int32), 20)
    weights = np.ones(len(terms), np.float32)
    totals = np.zeros(n_offers, np.float32)
    arguments = terms, weights, postings, offers, values, totals
    loops.add_up(*arguments)
    seconds = min(_cpu(lambda: loops.add_up(*arguments)) for _ in range(7))
    return len(terms) * length / seconds


def _exact(queries: csr_array, index: csr_array, top: Top) -> float:
    """Return how far the scores are from the exact best, over some of the queries."""
    worst = 0.0
    for start in range(0, min(queries.shape[0], 2000), 200):
        rows = queries[start : start + 200].astype(float)
        exact = -np.sort(-(rows @ index.astype(float)).toarray(), axis=1)[:, :TOP]
        worst = max(worst, float(np.abs(exact - top.scores[start : start + 200]).max()))
    return worst


def _batch(products: csr_array, needs: csr_array, rounds: int, limit: float) -> dict[str, Any]:
    index = csr_array(products.T)
    old_needs, old_index = csr_matrix(needs), csr_matrix(index)
    work = float(np.diff(index.indptr)[needs.indices].sum())
    tops: dict[str, Top] = {}

    def ours(kernel: Any, threads: int = 1) -> Callable[[], None]:
        def way() -> None:
            tops[f"{kernel} {threads}"] = top_n_rows(
                needs, index, TOP, kernel=kernel, threads=threads
            )

        return way

    top_n_rows(needs[:4], index, TOP, kernel="loop")  # compiles
    ways = {
        REFERENCE: lambda: sp_matmul_topn(old_needs, old_index, top_n=TOP, sort=True, n_threads=1),
        "scipy": ours("sparse"),
        "loop (numba)": ours("loop"),
        "loop (numba), 2 threads": ours("loop", 2),
    }
    seconds = _in_turn(ways, rounds)
    return {
        "needs": needs.shape[0],
        "products": products.shape[0],
        "multiply_adds_per_pair": work / needs.shape[0] / products.shape[0],
        "seconds": seconds,
        "ratio": {name: value / seconds[REFERENCE] for name, value in seconds.items()},
        "to_limit": {name: value / (work / limit) for name, value in seconds.items()},
        "same_bytes": len({top.columns.tobytes() + top.scores.tobytes() for top in tops.values()})
        == 1,
        "largest_error": _exact(needs, index, tops["sparse 1"]),
        "peak_memory_GB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }


def _one(products: csr_array, needs: csr_array, rounds: int) -> dict[str, Any]:
    """Ask for one need at a time, against cosine_similarity of one row."""
    index = csr_array(products.T)
    asked = [needs[at : at + 1] for at in range(60)]
    seconds = _in_turn(
        {
            "cosine_similarity": lambda: [cosine_similarity(row, products) for row in asked[:6]],
            "postings": lambda: [top_n_rows(row, index, TOP) for row in asked],
        },
        rounds,
    )
    each = {
        "cosine_similarity": seconds["cosine_similarity"] / 6,
        "postings": seconds["postings"] / 60,
    }
    return {
        "products": products.shape[0],
        "milliseconds": {name: value * 1000 for name, value in each.items()},
        "ratio": each["postings"] / each["cosine_similarity"],
    }


def _change(number: int) -> dict[str, Any]:
    """Add single offers to a matcher of many, against a fit of scikit-learn's vectoriser."""
    texts = _corpus.long_texts(number)
    refit = _cpu(lambda: TfidfVectorizer(sublinear_tf=True).fit_transform(texts))
    offers = [
        {"id": str(at), "name_vi": text[:60], "description_vi": text}
        for at, text in enumerate(texts)
    ]
    some = offers[:: max(1, number // 2000)]
    read = _cpu(lambda: Matcher().fit(some)) * number / len(some)
    rows = Matcher().fit(some)
    ids, counts = rows.counted()
    many = csr_array((np.tile(counts.data, 1), counts.indices, counts.indptr), shape=counts.shape)
    picked = np.arange(number) % len(ids)
    rows.restore([str(at) for at in range(number)], csr_array(many[picked]), learn=True)
    fresh = [{**offers[at], "id": f"new {at}"} for at in range(30)]
    rows.add(fresh[:1])
    added = statistics.median(_cpu(lambda one=one: rows.add([one])) for one in fresh[1:])  # type: ignore[misc]
    reweighed = _cpu(rows.reweigh)
    need = [{"id": "N", "title_vi": "chè Shan tuyết hữu cơ", "description_vi": texts[0][:80]}]
    answered = statistics.median(_cpu(lambda: rows.recommend(need)) for _ in range(30))
    return {
        "offers": number,
        "refit_scikit_learn_s": refit,
        "refit_own_s_estimated": read,
        "add_one_ms": added * 1000,
        "reweigh_ms": reweighed * 1000,
        "recommend_one_need_ms": answered * 1000,
        "add_to_refit": added / refit,
        "add_to_own_refit": added / read,
    }


def _print(rows: Mapping[str, Any]) -> None:
    table = Table("what", "value", title="CPU, all threads")
    for part, facts in rows.items():
        for name, value in facts.items():
            shown = value if isinstance(value, Mapping) else {"": value}
            for key, number in shown.items():
                text = f"{number:.4g}" if isinstance(number, float) else str(number)
                table.add_row(f"{part}: {name} {key}", text)
    Console().print(table)


def main(argv: Sequence[str]) -> dict[str, Any]:
    """Measure the parts asked for, print and return them."""
    parser = argparse.ArgumentParser(prog="bench matching-speed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", action="store_true", help="250,000 needs, 150,000 products")
    parser.add_argument("--queries", type=int, default=25_000, help="needs asked with --large")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    options = parser.parse_args(argv)
    limit = _limit()
    rows: dict[str, Any] = {"limit": {"multiply_adds_per_CPU_second": limit}}
    many = 150_000
    n_products, n_needs = (many, options.queries) if options.large else (25_000, 5_000)
    if "batch" in options.parts:
        corpus = _corpus.weighed(*_corpus.synthetic(n_products, n_needs))
        rows["batch"] = _batch(*corpus, 1 if options.large else options.rounds, limit)
    if "long" in options.parts and not options.large:
        texts = _corpus.long_rows()
        rows["long"] = _batch(texts, texts, 1, limit)
    if "one" in options.parts:
        rows["one"] = _one(*_corpus.weighed(*_corpus.synthetic(many, 60)), options.rounds)
    if "change" in options.parts:
        rows["change"] = _change(many)
    _print(rows)
    return rows
