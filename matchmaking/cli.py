"""Command line of the matching engine, for organisers who have only spreadsheets."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from matchmaking.engine.matcher import Matcher

DATA = Path(__file__).resolve().parents[1] / "data"
FILE = click.Path(path_type=Path)


class _Refused(click.ClickException):
    """One clear line on standard error, nothing written, exit code 2."""

    exit_code = 2


@click.group("matching")
def matching() -> None:
    """Suggest offers for needs, from files."""


@matching.command()
@click.option("--offers", "offers_path", type=FILE, required=True, help="CSV with an id column.")
@click.option("--needs", "needs_path", type=FILE, required=True, help="CSV with an id column.")
@click.option("--top", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--output", type=FILE, required=True, help="CSV to write, best offers first.")
@click.option(
    "--text", "text_columns", multiple=True, metavar="COLUMN", help="Search this column too."
)
@click.option("--no-taxonomy", is_flag=True, help="For catalogues of another trade.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", help="Of the reasons.")
def recommend(
    offers_path: Path,
    needs_path: Path,
    top: int,
    output: Path,
    text_columns: tuple[str, ...],
    *,
    no_taxonomy: bool,
    language: str,
) -> None:
    """Write the best offers for each need, with a score in (0, 1] and the reasons for it."""
    from matchmaking import files  # noqa: PLC0415 -- slow import
    from matchmaking.engine.matcher import Matcher  # noqa: PLC0415 -- slow import

    try:
        files.check_text_columns((offers_path, needs_path), text_columns)
        offers = files.read_offers(offers_path, text_columns)
        needs = files.read_needs(needs_path, text_columns)
        matcher = Matcher(top_n=top, taxonomy=None if no_taxonomy else "shared").fit(offers)
        rows = list(_rows(matcher, needs, language))
        files.write_rows(output, files.OUTPUT_COLUMNS, rows)
    except files.BadFile as error:
        _refuse(error)
    click.echo(f"{output}: {len(rows)} recommendations for {len(needs)} needs")


def _rows(matcher: "Matcher", needs: list[Any], language: str) -> Iterator[tuple[object, ...]]:
    from matchmaking.engine.explain import render  # noqa: PLC0415 -- slow import

    for need, hits in zip(needs, matcher.recommend(needs), strict=True):
        for rank, hit in enumerate(hits, start=1):
            reasons = render(hit.reasons, matcher.taxonomy_, language=language)
            yield need.id, rank, hit.offer_id, f"{hit.score:.6f}", reasons


def _refuse(error: Exception) -> NoReturn:
    raise _Refused(" ".join(str(error).split())) from error


@matching.command()
@click.option("--offers", "offers_path", type=FILE, required=True, help="CSV with an id column.")
@click.option("--needs", "needs_path", type=FILE, required=True, help="CSV with an id column.")
@click.option(
    "--judgements", type=FILE, required=True, help="CSV with need_id, offer_id, grade (0 or more)."
)
@click.option("--top", type=click.IntRange(min=1), default=10, show_default=True)
@click.option("--report", type=FILE, help="HTML page to write, with charts.")
@click.option(
    "--text", "text_columns", multiple=True, metavar="COLUMN", help="Search this column too."
)
@click.option("--no-taxonomy", is_flag=True, help="For catalogues of another trade.")
@click.option("--ablations", is_flag=True, help="Measure also without each part.")
def evaluate(
    offers_path: Path,
    needs_path: Path,
    judgements: Path,
    top: int,
    report: Path | None,
    text_columns: tuple[str, ...],
    *,
    no_taxonomy: bool,
    ablations: bool,
) -> None:
    """Measure suggestions on judged pairs: precision, recall and nDCG of the first --top."""
    from matchmaking import files  # noqa: PLC0415 -- slow import
    from matchmaking.evaluation import measures  # noqa: PLC0415 -- slow import
    from matchmaking.evaluation.report import page  # noqa: PLC0415 -- slow import

    try:
        files.check_text_columns((offers_path, needs_path), text_columns)
        offers = files.read_offers(offers_path, text_columns)
        needs = files.read_needs(needs_path, text_columns)
        grades = measures.read_judgements(judgements, needs, offers)
        results = [
            measures.evaluate(name, matcher, offers, needs, grades, top=top)
            for name, matcher in measures.ways(
                text_columns=text_columns, top=top, taxonomy=not no_taxonomy, ablations=ablations
            )
        ]
        facts = (
            f"{len(needs)} needs, of which {len(results[0].values)} are met by some offer; "
            f"{len(offers)} offers. A pair that nobody judged counts as grade 0."
        )
        if report:
            files.write_text(report, page(results, top=top, facts=facts))
    except files.BadFile as error:
        _refuse(error)
    click.echo(facts)
    for line in measures.lines(results):
        click.echo(line)


@matching.command("export-shared")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--without-tags", is_flag=True, help="Leave the taxonomy codes out.")
def export_shared(directory: Path, *, without_tags: bool) -> None:
    """Write the shared products and needs as offers.csv and needs.csv into DIRECTORY.

    Which of them fit comes along as judged.csv. Their taxonomy codes go into the column tags;
    leave them out to match by text alone.
    """
    from matchmaking import files  # noqa: PLC0415 -- slow import

    try:
        directory.mkdir(parents=True, exist_ok=True)
        left_out = {"tags"} if without_tags else set()
        _export(directory / "offers.csv", "real_products", _OFFER_COLUMNS, left_out)
        _export(directory / "needs.csv", "buyer_needs", _NEED_COLUMNS, left_out)
        judged = [tuple(row.values()) for row in _records("judged.csv")]
        files.write_rows(directory / "judged.csv", ("need_id", "offer_id", "grade"), judged)
    except (OSError, files.BadFile) as error:
        _refuse(error)


# Column in the exchange format: column in our data.
_OFFER_COLUMNS = {
    "id": "id",
    "company": "producer",
    "name_vi": "name_vi",
    "name_en": "name_en",
    "description_vi": "description_vi",
    "description_en": "description_en",
    "tags": "taxonomy_code",
    "certifications": "certifications",
    "ocop_stars": "ocop_stars",
}
_NEED_COLUMNS = {
    "id": "id",
    "title_vi": "title_vi",
    "title_en": "title_en",
    "description_vi": "need_vi",
    "description_en": "need_en",
    "tags": "taxonomy_codes",
    "certifications_required": "certifications_required",
}


def _export(path: Path, source: str, columns: dict[str, str], left_out: set[str]) -> None:
    from matchmaking import files  # noqa: PLC0415 -- slow import

    columns = {name: column for name, column in columns.items() if name not in left_out}
    translated = {record["id"]: record for record in _records(f"{source}_vi.csv")}
    records = [record | translated.get(record["id"], {}) for record in _records(f"{source}.csv")]
    rows = [[record.get(column) or "" for column in columns.values()] for record in records]
    files.write_rows(path, list(columns), rows)
    click.echo(f"{path}: {len(rows)} rows")


def _records(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


COMMANDS = [matching]
