"""Rows of the role × route table for imports and exports."""

from typing import Any

from tests.policy import TEAM, Cast, Route

ADMIN = frozenset({"admin"})


def _slug(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug}


def _import(cast: Cast) -> dict[str, Any]:
    return {"import_id": cast.ids["import"]}


ROUTES = {
    "imports.index": Route(allow=TEAM, params=_slug),
    "imports.catalogue": Route(allow=ADMIN),
    "imports.columns": Route(allow=TEAM, params=_import, data=lambda _cast: {"column-0": "name"}),
    "imports.show": Route(allow=TEAM, params=_import),
    "imports.progress": Route(allow=TEAM, params=_import),
    "imports.write": Route(allow=TEAM, params=_import),
    "imports.undo": Route(allow=TEAM, params=_import),
    "imports.go_on": Route(allow=TEAM, params=_import),
    "imports.decide": Route(
        allow=TEAM,
        params=lambda cast: {**_import(cast), "row_id": cast.ids["import_row"]},
        data=lambda _cast: {"decision": "same"},
    ),
    "imports.delete": Route(allow=TEAM, params=_import, ok=(404, 409)),
    "imports.refused": Route(allow=TEAM, params=_import),
    "imports.slips": Route(allow=TEAM, params=_import),
    "imports.export": Route(
        allow=TEAM, params=lambda cast: {**_slug(cast), "what": "companies", "format": "xlsx"}
    ),
    "imports.export_all": Route(
        allow=ADMIN, params=lambda _cast: {"what": "products", "format": "csv"}
    ),
}
