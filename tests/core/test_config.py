"""Settings are checked when the app starts."""

from pathlib import Path

import pytest

from core.config import SETTINGS, BadSetting, read_settings


def test_every_setting_has_a_default_that_can_be_read(tmp_path: Path) -> None:
    assert set(read_settings(tmp_path)) == {setting.name for setting in SETTINGS}


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text('MAIL_PORT = 25\nMAIL_SERVER = "a"')
    monkeypatch.setenv("CHOPHIEN_MAIL_PORT", "2525")

    values = read_settings(tmp_path)

    assert (values["MAIL_PORT"], values["MAIL_SERVER"]) == (2525, "a")


@pytest.mark.parametrize(
    "text",
    [
        "MAIL_PORT = 99999",
        'DEMO = "perhaps"',
        "NO_SUCH = 1",
        "= broken",
        'DATABASE_URL = "mysql://x"',
    ],
)
def test_a_wrong_value_stops_with_a_line_that_names_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.toml").write_text(text)

    with pytest.raises(BadSetting) as caught:
        read_settings(tmp_path)

    name = text.partition(" ")[0]
    assert name in str(caught.value) or "settings.toml" in str(caught.value)


def test_postgres_addresses_get_their_driver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u@127.0.0.1/x")

    assert read_settings(tmp_path)["DATABASE_URL"] == "postgresql+psycopg://u@127.0.0.1/x"
