"""File tools start without the platform; everything else starts with it."""

import pytest

from core.file_tools import asked_for


@pytest.mark.parametrize(
    ("line", "module"),
    [
        ("/x/bin/flask --app run matching recommend --top 5", "matchmaking.cli"),
        ("flask --app run matching export-shared out", "matchmaking.cli"),
        ("flask --app run db upgrade", None),
        ("flask --app run matching", None),
        ("pytest matching recommend", None),
    ],
)
def test_a_file_tool_is_known_by_its_command_line(line: str, module: str | None) -> None:
    assert asked_for(line.split()) == module
