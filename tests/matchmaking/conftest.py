"""The engine's fitted states are kept per process and in files; every test starts without any."""

import pytest

from matchmaking.recommendations import index, market


@pytest.fixture(autouse=True)
def _no_fitted_states(request: pytest.FixtureRequest) -> None:
    if "app" in request.fixturenames:
        with request.getfixturevalue("app").app_context():
            index.forget()
            market.forget()
