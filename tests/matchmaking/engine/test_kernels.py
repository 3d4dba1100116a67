"""Every kernel gives the exact best few, in one fixed order."""

from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.sparse import csr_array, random_array

from matchmaking.engine import kernels
from matchmaking.engine.kernels import Kernel, Top, best_of, merge, top_n_rows

# The loop needs numba, which is optional to run the platform (requirements-scale.txt).
LOOP: list[Kernel] = ["loop"] if find_spec("numba") else []
KERNELS: list[Kernel] = ["sparse", "postings", *LOOP]
# Quarters make many equal scores.
MATRICES = st.tuples(st.integers(1, 6), st.integers(0, 9), st.integers(1, 300)).flatmap(
    lambda sizes: st.tuples(
        arrays(np.float64, sizes[:2], elements=st.sampled_from([0, 0, 0.25, 0.5])),
        arrays(
            np.float64, sizes[1:], elements=st.sampled_from([0, 0, 0.25, 0.75]), fill=st.just(0)
        ),
    )
)


def obvious(scores: NDArray[Any], top_n: int) -> list[list[tuple[int, float]]]:
    return [
        [(at, row[at]) for at in sorted(range(len(row)), key=lambda at: -row[at]) if row[at] > 0][
            :top_n
        ]
        for row in scores
    ]


def listed(top: Top) -> list[list[tuple[int, float]]]:
    return [
        [(int(column), float(score)) for column, score in zip(*pair, strict=True) if column >= 0]
        for pair in zip(*top, strict=True)
    ]


def corpus(dtype: type[np.floating[Any]]) -> tuple[csr_array, csr_array]:
    rng = np.random.default_rng(3)
    queries = csr_array(random_array((300, 400), density=0.02, rng=rng, format="csr"), dtype=dtype)
    offers = csr_array(random_array((3000, 400), density=0.02, rng=rng, format="csr"), dtype=dtype)
    for matrix in (queries, offers):
        matrix.data /= np.repeat(matrix.sum(axis=1) + 1e-9, np.diff(matrix.indptr)).astype(dtype)
        matrix.sort_indices()
    return queries, csr_array(offers.T)


@pytest.mark.parametrize("kernel", KERNELS)
@settings(deadline=None, max_examples=60)
@given(matrices=MATRICES, top_n=st.integers(1, 8), single=st.booleans())
def test_the_best_few_of_every_kernel_are_the_obvious_ones(
    kernel: Kernel, matrices: tuple[NDArray[Any], NDArray[Any]], top_n: int, single: bool
) -> None:
    dtype = np.float32 if single else np.float64
    queries, index = (csr_array(matrix, dtype=dtype) for matrix in matrices)

    top = top_n_rows(queries, index, top_n, kernel=kernel)

    assert listed(top) == obvious(matrices[0] @ matrices[1], top_n)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_kernels_and_numbers_of_threads_give_the_same_bytes(
    dtype: type[np.floating[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    queries, index = corpus(dtype)
    monkeypatch.setattr(kernels, "BLOCK_WORK", 5000)  # many blocks

    tops = [
        top_n_rows(queries, index, 20, kernel=kernel, threads=threads)
        for kernel in KERNELS
        for threads in (1, 3)
    ]

    assert len({top.columns.tobytes() + top.scores.tobytes() for top in tops}) == 1


def test_single_precision_agrees_with_double_to_five_decimals() -> None:
    double, single = (top_n_rows(*corpus(dtype), 20) for dtype in (np.float64, np.float32))

    assert np.abs(double.scores - single.scores).max() < 1e-5


def test_a_dense_row_of_scores_is_searched_by_chunks_of_it() -> None:
    scores = np.random.default_rng(5).random(100_000).round(3)

    columns, best = best_of(scores, None, 20)

    assert columns.tolist() == np.lexsort((np.arange(100_000), -scores))[:20].tolist()
    assert best.tolist() == scores[columns].tolist()


def test_answers_from_parts_of_the_offers_are_merged_to_the_answer_from_all() -> None:
    queries, index = corpus(np.float64)
    cuts = [0, 700, 710, 3000]
    parts = [index[:, start:stop] for start, stop in pairwise(cuts)]

    merged = merge([top_n_rows(queries, part, 20) for part in parts], cuts[:-1])

    whole = top_n_rows(queries, index, 20)
    assert merged.columns.tobytes() == whole.columns.tobytes()
    assert merged.scores.tobytes() == whole.scores.tobytes()


def test_blocks_bound_the_work_that_is_held_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    queries, index = corpus(np.float32)
    monkeypatch.setattr(kernels, "BLOCK_WORK", 5000)
    work = kernels._work(queries, index)

    blocks = list(kernels._blocks(work))

    assert [row for block in blocks for row in range(300)[block]] == list(range(300))
    assert max(work[block].sum() for block in blocks) < 5000 + work.max()


def test_the_kernel_is_chosen_by_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "find_spec", lambda _: None)

    assert kernels._suited(1, 10**12) == "postings"
    assert kernels._suited(1000, 10**12) == "sparse"
    monkeypatch.setattr(kernels, "find_spec", lambda name: name)
    assert kernels._suited(1000, 10**12) == "loop"
    assert kernels._suited(1000, 10**6) == "sparse"
