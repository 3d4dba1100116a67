"""A link that may be absent names a page that exists: else it is silently never shown."""

import re
from pathlib import Path
from typing import Any

NAMED = re.compile(r'\blink\(\s*"([a-z_]+\.[a-z_]+)"')


def test_every_optional_link_names_an_endpoint(app: Any) -> None:
    root = Path(app.root_path)
    files = [*root.glob("templates/**/*.html")]
    for package in ("accounts", "events", "matchmaking", "reports"):
        files += (root / package).rglob("*.py")
    named = {name for file in files for name in NAMED.findall(file.read_text(encoding="utf-8"))}

    assert named
    assert named - set(app.view_functions) == set()
