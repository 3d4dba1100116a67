"""What a browser would send of a form on a page."""

from html.parser import HTMLParser
from typing import Any


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._fields: dict[str, list[str]] | None = None
        self._select: str | None = None
        self._first: str | None = None  # which a select without a choice shows
        self._shows_first = False
        self._text: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = dict(attrs)
        name, value = given.get("name"), given.get("value", "")
        if tag == "form":
            self._fields = {}
            self.forms.append(self._fields)
        elif self._fields is None:
            return
        elif tag == "input" and name and _is_sent(given):
            self._fields.setdefault(name, []).append(value)
        elif tag == "select":
            self._select, self._first = name, None
            self._shows_first = "multiple" not in given
        elif tag == "option" and self._select:
            self._first = value if self._first is None else self._first
            if "selected" in given:
                self._fields.setdefault(self._select, []).append(value)
        elif tag == "textarea" and name:
            self._text = (name, [])

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
        elif tag == "select":
            if self._fields is not None and self._select and self._shows_first:
                self._fields.setdefault(self._select, [self._first or ""])
            self._select = None
        elif tag == "textarea" and self._text and self._fields is not None:
            name, parts = self._text
            self._fields[name] = ["".join(parts).removeprefix("\r\n").removeprefix("\n")]
            self._text = None


def _is_sent(given: dict[str, Any]) -> bool:
    if given.get("type") in {"checkbox", "radio"}:
        return "checked" in given
    return given.get("type") != "file"


def form_with(page: str, field: str) -> dict[str, list[str]]:
    """The fields of the form on a page that holds ``field``. Raises LookupError."""
    reader = _Forms()
    reader.feed(page)
    for form in reader.forms:
        if field in form:
            return form
    raise LookupError(field)
