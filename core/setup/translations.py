"""Compile the translations that changed; run inside the virtual environment for Babel."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from core.setup import stamps
from core.setup.console import Log, SetupError, ToolFailedError, step
from core.setup.place import Place


def catalogues(root: Path) -> list[Path]:
    """List the translations, one file per language and slice."""
    return sorted((root / "translations").glob("*/LC_MESSAGES/*.po"))


def install(place: Place, log: Log) -> bool:
    """Compile every ``.po`` into its ``.mo``; tell whether there was something to do."""
    found = catalogues(place.root)
    inputs: list[Path | str] = [part for po in found for part in (str(po), po)]
    compiled = all(po.with_suffix(".mo").exists() for po in found)
    if compiled and stamps.is_fresh(place, "translations", inputs):
        return False
    with step("Translations"):
        command: list[str | Path] = [place.python, "-m", "core.setup.translations", place.root]
        try:
            log.run(command, env=place.environment(), cwd=place.root)
        except ToolFailedError as error:
            raise SetupError(
                "A translation could not be compiled.", "The lines below name the file."
            ) from error
    stamps.stamp(place, "translations", inputs)
    return True


def compile_all(root: Path) -> int:
    """Compile all translations under a folder and return how many could not be read."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 -- set-up runs without it
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 -- as above

    broken = 0
    for po in catalogues(root):
        try:
            with po.open("rb") as source:
                catalogue = read_po(source, locale=po.parts[-3], abort_invalid=True)
        except (PoFileError, UnicodeDecodeError) as error:
            sys.stdout.write(f"{po.relative_to(root)}: {error}\n")
            broken += 1
            continue
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        po.with_suffix(".mo").write_bytes(compiled.getvalue())
    return broken


if __name__ == "__main__":
    raise SystemExit(1 if compile_all(Path(sys.argv[1])) else 0)
