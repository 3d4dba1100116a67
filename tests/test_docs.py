"""What the documents speak of exists, and what exists is documented."""

import re
from pathlib import Path

import pytest
from flask import Flask

from core.config import SETTINGS

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NOT_OURS = {"db", "routes", "run", "shell"}  # Flask's and Flask-Migrate's own commands


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")

    assert [setting.name for setting in SETTINGS if f"`{setting.name}`" not in text] == []


def test_every_command_is_documented(app: Flask) -> None:
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    commands = {
        f"{name} {part}"
        for name, group in app.cli.commands.items()
        if name not in NOT_OURS
        for part in getattr(group, "commands", {})
    }

    assert {command for command in commands if f"`{command}" not in text} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]

    assert [target for target in local if not (document.parent / target).exists()] == []
