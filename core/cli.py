"""Commands of the house: is every text translated."""

import subprocess
import sys
import tempfile
from pathlib import Path

import click
from babel.messages.pofile import read_po
from flask import current_app
from flask.cli import AppGroup

i18n = AppGroup("i18n", help="Translations.")


def _marked(root: Path) -> set[str]:
    """All texts marked in code and templates."""
    with tempfile.TemporaryDirectory() as folder:
        pot = Path(folder) / "all.pot"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "babel.messages.frontend",
                "-q",
                "extract",
                "-F",
                "babel.cfg",
                "-k",
                "N_",
                "-k",
                "NN_:1,2",
                "-k",
                "l_",
                "-k",
                "_",
                "-o",
                str(pot),
                ".",
            ],
            cwd=root,
            check=True,
        )
        with pot.open("rb") as stream:
            return {
                str(m.id[0] if isinstance(m.id, tuple) else m.id) for m in read_po(stream) if m.id
            }


def untranslated(root: Path) -> list[str]:
    """Marked texts that no Vietnamese catalogue answers."""
    known: set[str] = set()
    for po in sorted((root / "translations/vi/LC_MESSAGES").glob("*.po")):
        with po.open("rb") as stream:
            for message in read_po(stream):
                text = "".join(message.string or ())
                if message.id and text and not message.fuzzy:
                    known.add(str(message.id[0] if isinstance(message.id, tuple) else message.id))
    return sorted(_marked(root) - known)


@i18n.command("check")
def check() -> None:
    """List texts without a Vietnamese translation; exit 1 if there are any."""
    missing = untranslated(Path(current_app.root_path))
    for text in missing:
        click.echo(text)
    click.echo(f"{len(missing)} untranslated")
    if missing:
        raise SystemExit(1)


COMMANDS = [i18n]
