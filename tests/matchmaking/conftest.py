"""The engine's fitted states are kept per process; every test starts without any."""

import pytest

from matchmaking.recommendations import index


@pytest.fixture(autouse=True)
def _no_fitted_states() -> None:
    index.forget()
