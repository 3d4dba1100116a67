"""Settings: a default each, overridden by ``instance/settings.toml``, then the environment.

Every value is checked when the app starts; a wrong one stops it with a clear line.
"""

import os
import secrets
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask


class BadSetting(Exception):
    """A setting has a value that cannot be; the text says which and what may be."""


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError(value)


def _port(value: str | int) -> int:
    number = int(value)
    if number not in range(1, 1 << 16):
        raise ValueError(value)
    return number


def _database_url(value: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if value.startswith(prefix):
            return "postgresql+psycopg://" + value.removeprefix(prefix)
    if value and not value.startswith(("postgresql+psycopg://", "sqlite:")):
        raise ValueError(value)
    return value


@dataclass(frozen=True)
class Setting:
    """One setting: how it is called outside, how it is read, and what it is for."""

    name: str
    default: Any
    read: Callable[[Any], Any]
    about: str


SETTINGS = (
    Setting(
        "DATABASE_URL",
        "",
        _database_url,
        "PostgreSQL address; empty: an SQLite file in the instance folder",
    ),
    Setting("JOBS_URL", "", str, "Redis address for jobs; empty: a file in the instance folder"),
    Setting(
        "LIMITS_URL", "memory://", str, "where rate limits are counted; Redis for several processes"
    ),
    Setting(
        "SECRET_KEY", "", str, "signs sessions; empty: made once and kept in the instance folder"
    ),
    Setting("BASE_URL", "http://127.0.0.1:5000", str, "public address, used in mails and codes"),
    Setting(
        "TRUST_URL",
        "",
        str,
        "page in plain HTTP on how to trust our authority; set by serving with --https",
    ),
    Setting("DEMO", False, _boolean, "demo installation: one-click sign-in, mail shown at /outbox"),
    Setting(
        "SECURE_COOKIES",
        False,
        _boolean,
        "cookies over HTTPS only; set it wherever HTTPS is served",
    ),
    Setting("IDLE_MINUTES", 120, int, "after how many minutes without a click a session ends"),
    Setting("PROXIES", 0, int, "how many reverse proxies stand in front and set X-Forwarded-*"),
    Setting("MAIL_SERVER", "", str, "SMTP host; empty: mail is written to instance/outbox/"),
    Setting("MAIL_PORT", 587, _port, "SMTP port"),
    Setting("MAIL_USE_TLS", True, _boolean, "SMTP with STARTTLS"),
    Setting("MAIL_USERNAME", "", str, "SMTP user"),
    Setting("MAIL_PASSWORD", "", str, "SMTP password"),
    Setting("MAIL_SENDER", "Chợ Phiên <no-reply@localhost>", str, "sender of mails"),
    Setting(
        "EXPOSURE_FLOOR", 3, int, "in how many lists of suggestions each exhibitor should stand"
    ),
    Setting("LOG_FORMAT", "text", str, "text or json"),
    Setting(
        "PASSWORD_COST", "normal", str, "normal (argon2id 19 MiB, t=2) or test (cheap, tests only)"
    ),
)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path.name}: {error}"
        raise BadSetting(message) from error


def read_settings(instance: Path, given: dict[str, Any] | None = None) -> dict[str, Any]:
    """All settings, checked: ``given`` wins over the environment, that over the file.

    Raises BadSetting for an unknown name in the file or a value that cannot be read.
    """
    in_file = _from_file(instance / "settings.toml")
    known = {setting.name for setting in SETTINGS}
    if unknown := sorted(set(in_file) - known):
        message = f"settings.toml: unknown setting {unknown[0]}"
        raise BadSetting(message)
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        raw = in_file.get(setting.name, setting.default)
        raw = os.environ.get(f"CHOPHIEN_{setting.name}", raw)
        if setting.name == "DATABASE_URL":
            raw = os.environ.get("DATABASE_URL", raw)
        raw = (given or {}).get(setting.name, raw)
        try:
            values[setting.name] = setting.read(raw)
        except (TypeError, ValueError) as error:
            message = f"{setting.name}: {raw!r} cannot be used ({setting.about})"
            raise BadSetting(message) from error
    return values


def _kept_secret(instance: Path) -> str:
    path = instance / "secret_key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_hex(32))
    return path.read_text().strip()


def _engine_options(uri: str) -> dict[str, Any]:
    if uri.startswith("postgresql"):
        return {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True}
    if ":memory:" in uri or not uri.startswith("sqlite:///"):
        return {}
    # Whoever holds the write lock must get a connection, however many wait for it with theirs.
    return {"max_overflow": -1}


def configure(app: Flask, given: dict[str, Any] | None = None) -> None:
    """Put all settings, and what follows from them, into ``app.config``."""
    instance = Path(app.instance_path)
    instance.mkdir(parents=True, exist_ok=True)
    values = read_settings(instance, given)
    app.config.update(values)
    app.config.update(given or {})
    app.config["DEMO"] = values["DEMO"] or (instance / "demo").exists()
    app.config["SECRET_KEY"] = values["SECRET_KEY"] or _kept_secret(instance)
    sqlite = f"sqlite:///{instance / 'cho-phien.sqlite3'}"
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", values["DATABASE_URL"] or sqlite)
    uri = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", _engine_options(uri))
    app.config.update(
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_NAME="__Host-session" if values["SECURE_COOKIES"] else "session",
        SESSION_COOKIE_SECURE=values["SECURE_COOKIES"],
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=12 * 3600,
        WTF_CSRF_TIME_LIMIT=None,
        MAIL_BACKEND="locmem" if app.testing else "smtp" if values["MAIL_SERVER"] else "file",
        MAIL_FILE_PATH=str(instance / "outbox"),
        MAIL_DEFAULT_SENDER=values["MAIL_SENDER"],
        RATELIMIT_STORAGE_URI=values["LIMITS_URL"],
        RATELIMIT_HEADERS_ENABLED=True,
    )
