"""Make the virtual environment and install what the lock files name."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree

from core.setup import stamps
from core.setup.console import Log, SetupError, ToolFailedError, step
from core.setup.place import Place

INSTALLER = "requirements-setup.txt"
RUNTIME = ("requirements.txt", "requirements-assets.txt", INSTALLER)
DEVELOPMENT = ("requirements-dev.txt", INSTALLER)
LOCKED = (  # in this order: later ones hold to what earlier ones chose
    "requirements-setup",
    "requirements-assets",
    "requirements",
    "requirements-scale",
    "requirements-dev",
)

AGAIN = "Run the same command again afterwards; it goes on from here."


def install(place: Place, log: Log, *, dev: bool) -> bool:
    """Bring the virtual environment to what is locked; tell whether there was something to do."""
    made = make_venv(place, log)
    names = ("packages-dev",) if dev else ("packages", "packages-dev")
    locks = {"packages": RUNTIME, "packages-dev": DEVELOPMENT}
    if not made and any(
        stamps.is_fresh(place, name, _inputs(place, locks[name])) for name in names
    ):
        return False
    stamps.forget(place, "packages", "packages-dev")
    _unfinished(place).touch()
    name = names[0]
    with step("Python packages for tests and checks" if dev else "Python packages"):
        _install_uv(place, log)
        _sync(place, log, locks[name])
    stamps.stamp(place, name, _inputs(place, locks[name]))
    _unfinished(place).unlink()
    return True


def _unfinished(place: Place) -> Path:
    """Name the mark of an environment that an installer may have left half written.

    Such an environment is made anew: a killed installer can leave a file that is
    there and does not work, and what it had fetched it still has in its cache.
    """
    return place.stamps / "unfinished"


def _inputs(place: Place, names: Sequence[str]) -> list[Path | str]:
    return [*names, *(place.root / name for name in names)]


def make_venv(place: Place, log: Log) -> bool:
    """Make the virtual environment when it is missing, broken, moved or of another Python."""
    inputs = [str(place.venv), sys.version, sys.base_prefix]
    whole = stamps.is_fresh(place, "venv", inputs) and not _unfinished(place).exists()
    if whole and _answers(place.python):
        return False
    with step("Virtual environment in .venv"):
        _remove(place.venv)
        _create_venv(place, log)
    stamps.stamp(place, "venv", inputs)
    return True


def _answers(python: Path) -> bool:
    try:
        done = subprocess.run([python, "-I", "-S", "-c", ""], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        rmtree(folder)


def _create_venv(place: Place, log: Log) -> None:
    """Make it without a pip of its own, which would take longer than all the rest."""
    if find_spec("venv") is None:
        raise SetupError(*_no_venv())
    command: list[str | Path] = [sys.executable, "-m", "venv", "--without-pip", place.venv]
    try:
        log.run(command, env=place.environment(), cwd=place.root)
    except ToolFailedError as error:
        raise SetupError(*_no_venv()) from error


def _no_venv() -> tuple[str, str]:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    return (
        f"This Python ({sys.executable}) cannot make virtual environments.",
        f"On Debian and Ubuntu: apt install python3-venv (or {package}). {AGAIN}",
    )


def _pip(place: Place) -> list[str | Path]:
    """Find a pip to install uv with: the one inside Python's own wheels, or the one installed."""
    for folder in _wheel_folders():
        wheel = next(iter(sorted(folder.glob("pip-*.whl"))), None)
        if wheel is not None:
            return [place.python, wheel / "pip"]  # a wheel runs unopened
    if find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "--python", place.python]
    raise SetupError(*_no_venv())


def _wheel_folders() -> list[Path]:
    named = sysconfig.get_config_var("WHEEL_PKG_DIR")  # Debian and Fedora keep them apart
    folders = [Path(named)] if named else []
    ensurepip = find_spec("ensurepip")
    if ensurepip is not None and ensurepip.origin is not None:
        folders.append(Path(ensurepip.origin).parent / "_bundled")
    return folders


def _install_uv(place: Place, log: Log) -> None:
    command = [*_pip(place), "install", "--require-hashes", "-r", INSTALLER]
    try:
        log.run(command, env=place.environment(), cwd=place.root)
    except ToolFailedError as error:
        raise SetupError(
            "pip could not install uv, the installer of the other packages.",
            f"Check that this computer reaches a Python package index (PyPI). {AGAIN}",
        ) from error


def _sync(place: Place, log: Log, locks: Sequence[str]) -> None:
    """Install with uv; where uv does not get through, with pip, which knows pip's own settings."""
    env = place.environment()
    sync: list[str | Path] = [place.tool("uv"), "pip", "sync", "--require-hashes"]
    sync += ["--python", place.python, *locks]
    try:
        log.run(sync, env=env, cwd=place.root)
    except ToolFailedError:
        log.note("uv did not get through; trying pip")
    else:
        return
    wanted = [word for lock in locks for word in ("-r", lock)]
    try:
        log.run([*_pip(place), "install", "--require-hashes", *wanted], env=env, cwd=place.root)
    except ToolFailedError as error:
        raise SetupError(
            "Neither uv nor pip could install the Python packages.",
            f"Check the network, the disk space and the lines below. {AGAIN}",
        ) from error


def lock(place: Place, log: Log, arguments: Sequence[str]) -> None:
    """Compile every ``requirements*.in`` into its ``.txt``, with hashes and without a host.

    Pins that still fit stay; ``--upgrade`` or ``--upgrade-package NAME`` loosens them.
    """
    make_venv(place, log)
    _install_uv(place, log)
    for name in LOCKED:
        command: list[str | Path] = [place.tool("uv"), "pip", "compile", "--universal"]
        command += ["--generate-hashes", "--python-version", "3.11", "--no-header"]
        command += ["--no-annotate", "--no-emit-index-url", f"{name}.in", "-o", f"{name}.txt"]
        command += arguments
        if name == "requirements-dev":
            command += ["-c", "requirements.txt"]
        try:
            with step(f"{name}.txt"):
                log.run(command, env=place.environment(), cwd=place.root)
        except ToolFailedError as error:
            raise SetupError(f"uv could not lock {name}.in.") from error
