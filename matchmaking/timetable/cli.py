"""Command line of the timetable solver: problems and timetables as JSON files."""

import json
from pathlib import Path
from typing import Any, NoReturn

import click

FILE = click.Path(path_type=Path)


class _Refused(click.ClickException):
    """One clear line on standard error, nothing written, exit code 2."""

    exit_code = 2


@click.group("timetable")
def timetable() -> None:
    """Place meetings in slots and at places, from files."""


@timetable.command()
@click.option("--input", "source", type=FILE, required=True, help="The problem, as JSON.")
@click.option("--output", type=FILE, required=True, help="The timetable to write, as JSON.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0),
    default=None,
    help="Seconds; 10 unless a work limit is given.",
)
@click.option(
    "--work-limit", type=click.FloatRange(min=0), help="Work instead of time: can be repeated."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
def solve(
    source: Path, output: Path, time_limit: float | None, work_limit: float | None, seed: int
) -> None:
    """Write the best timetable found, how good it could be at most, or which meetings conflict."""
    from matchmaking import files  # noqa: PLC0415 -- slow import
    from matchmaking.engine.timetable import exchange  # noqa: PLC0415 -- slow import
    from matchmaking.engine.timetable.solve import solve as work  # noqa: PLC0415 -- slow import

    problem = _problem(source)
    if time_limit is None and work_limit is None:
        time_limit = 10.0
    answer = work(problem, time_limit=time_limit, work_limit=work_limit, seed=seed)
    text = json.dumps(exchange.write_timetable(answer), ensure_ascii=False, indent=1)
    try:
        files.write_text(output, text + "\n")
    except files.BadFile as error:
        _refuse(error)
    click.echo(f"{output}: {answer.status}, {_values(answer.objective)}")
    for one in answer.shortfalls:
        click.echo(f"{one.participant}: {one.placed} of {one.promised} meetings, {one.reason}")


@timetable.command()
@click.option("--input", "source", type=FILE, required=True, help="The problem, as JSON.")
@click.option("--timetable", "planned", type=FILE, required=True, help="A timetable, as JSON.")
@click.pass_context
def check(context: click.Context, source: Path, planned: Path) -> None:
    """Print what a timetable is worth, or one line for every rule it breaks (exit code 1)."""
    from matchmaking.engine.timetable import check as rules  # noqa: PLC0415 -- slow import
    from matchmaking.engine.timetable import exchange  # noqa: PLC0415 -- slow import
    from matchmaking.engine.timetable.problem import BadProblem  # noqa: PLC0415 -- slow import

    problem = _problem(source)
    try:
        assignments = exchange.read_assignments(_json(planned))
    except BadProblem as error:
        _refuse(f"{planned}: {error}")
    broken = rules.breaches(problem, assignments)
    for line in broken:
        click.echo(line)
    if broken:
        context.exit(1)
    for name, value in rules.values(problem, assignments).items():
        click.echo(f"{name} {value:g}")


def _problem(path: Path) -> Any:
    from matchmaking.engine.timetable import exchange  # noqa: PLC0415 -- slow import
    from matchmaking.engine.timetable.problem import BadProblem  # noqa: PLC0415 -- slow import

    try:
        return exchange.read_problem(_json(path))
    except BadProblem as error:
        _refuse(f"{path}: {error}")


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        _refuse(f"{path}: {error.strerror or error}")
    except UnicodeDecodeError:
        _refuse(f"{path}: not UTF-8")
    except json.JSONDecodeError as error:
        _refuse(f"{path}: not JSON, line {error.lineno}: {error.msg}")
    except RecursionError:
        _refuse(f"{path}: nested too deep")


def _values(objective: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in objective.items()) or "no values"


def _refuse(error: object) -> NoReturn:
    raise _Refused(" ".join(str(error).split()))


COMMANDS = [timetable]
