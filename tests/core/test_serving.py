"""The address that is announced is the one a browser takes."""

import pytest

from core import serving, tls


@pytest.mark.parametrize(
    ("host", "https", "expected"),
    [
        ("127.0.0.1", False, "http://127.0.0.1:5000"),
        ("::1", False, "http://[::1]:5000"),
        ("192.168.1.5", True, "https://192.168.1.5:5000"),
    ],
)
def test_an_address_is_written_for_browsers(host: str, https: bool, expected: str) -> None:
    assert serving.address(host, 5000, https=https) == expected


def test_every_address_of_this_computer_is_announced_as_one_that_others_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tls, "own_address", lambda: "10.0.0.7")

    assert serving.address("0.0.0.0", 5000, https=True) == "https://10.0.0.7:5000"  # noqa: S104 -- only written
