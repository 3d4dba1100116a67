"""Where things are: the project's folder, its virtual environment, its instance."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

WINDOWS = os.name == "nt"


@dataclass(frozen=True)
class Place:
    """The folders of one installation."""

    root: Path
    instance: Path

    @classmethod
    def here(cls, data: str | None = None) -> Place:
        """Find the installation that this file belongs to, whatever the current folder is."""
        root = Path(__file__).resolve().parents[2]
        chosen = data or os.environ.get("CHOPHIEN_INSTANCE")
        instance = Path(chosen).expanduser().absolute() if chosen else root / "instance"
        return cls(root=root, instance=instance)

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.root / ".venv"

    @property
    def bin(self) -> Path:
        """Where the virtual environment keeps its commands."""
        return self.venv / ("Scripts" if WINDOWS else "bin")

    @property
    def python(self) -> Path:
        """The interpreter of the virtual environment."""
        return self.bin / ("python.exe" if WINDOWS else "python")

    def tool(self, name: str) -> Path:
        """Name a command of the virtual environment."""
        return self.bin / (f"{name}.exe" if WINDOWS else name)

    @property
    def node_modules(self) -> Path:
        """Where npm installs."""
        return self.root / "node_modules"

    @property
    def vendor(self) -> Path:
        """The browser assets made by others, as we serve them."""
        return self.root / "static" / "vendor"

    @property
    def stamps(self) -> Path:
        """Where each finished step leaves the hash of what it was made from."""
        return self.venv / ".chophien-stamps"

    @property
    def log(self) -> Path:
        """What the tools of set-up printed."""
        return self.root / "instance" / "setup.log"

    @property
    def lock(self) -> Path:
        """Held by the one process that may change this installation."""
        return self.root / "instance" / "setup.lock"

    def environment(self) -> dict[str, str]:
        """Make the environment for tools: ours first on the path, ours the instance folder."""
        env = dict(os.environ)
        env.pop("PYTHONHOME", None)
        env["PATH"] = f"{self.bin}{os.pathsep}{env.get('PATH', os.defpath)}"
        env["VIRTUAL_ENV"] = str(self.venv)
        env["CHOPHIEN_INSTANCE"] = str(self.instance)
        env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
        env["UV_NO_PROGRESS"] = "1"
        env["UV_PYTHON_DOWNLOADS"] = "never"
        if not os.access(Path("~").expanduser(), os.W_OK):  # a service's account has no home
            cache = self.venv / ".cache"
            env.setdefault("XDG_CACHE_HOME", str(cache))
            env.setdefault("npm_config_cache", str(cache / "npm"))
        return env
