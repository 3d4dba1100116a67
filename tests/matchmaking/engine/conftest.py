"""The shared products and needs, as the command line exports them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from matchmaking.cli import matching
from matchmaking.engine import Matcher
from matchmaking.engine.documents import Need, Offer
from matchmaking.files import read_needs, read_offers


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shared")
    result = CliRunner().invoke(matching, ["export-shared", str(folder)])
    assert result.exit_code == 0
    return folder


@pytest.fixture(scope="session")
def offers(shared: Path) -> list[Offer]:
    return read_offers(shared / "offers.csv")


@pytest.fixture(scope="session")
def needs(shared: Path) -> list[Need]:
    return read_needs(shared / "needs.csv")


@pytest.fixture(scope="session")
def matcher(offers: list[Offer]) -> Matcher:
    return Matcher(top_n=10).fit(offers)
