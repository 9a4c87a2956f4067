"""The command line's ground: the program, its steps and options, and how words become values."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from drenthe_geo.errors import ArgumentError
from drenthe_geo.screen import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Where in Drenthe should a government service sit, and who can reach it?",
    pretty_exceptions_enable=False,
)
STEP_NAMES = {
    "layers": "Reading the layers",
    "network": "Building the road network",
    "times": "Travel times to every station",
    "areas": "Service areas",
    "roads": "Reached roads",
    "partition": "The province by nearest station",
    "tables": "Tables",
    "maps": "Drawing the maps",
    "before": "What there is",
    "after": "What would be",
    "sites": "Measuring the sites",
    "services": "Every service",
    "scenarios": "The scenarios, each on its own",
    "surface": "Scoring the whole province",
    "dossier": "Writing the dossier",
    "files": "Writing the files",
    "claims": "Checking the claims",
    "placing": "Choosing sites together",
}
FROM = typer.Option(
    "--from", help="File of points: CSV with id and lon,lat or x,y, or any vector file."
)
FACILITIES = "stations (the nine), all-stations, or a file of points."
MODE = typer.Option(help="Mode of travel: car, bicycle, ebike or walk.", show_default="car")
PROFILE = typer.Option(
    help="Your own profiles file, made like data/profiles.toml; --mode names the table in it."
)
DIRECTION = typer.Option(help="Trips to or from the facility.")
NETWORK = typer.Option(help="default, a table of edges (GeoParquet, GeoPackage) or osmnx GraphML.")
ACCESS = typer.Option(help="To the station by walk, bicycle, ebike, car, or best of them.")
COLUMNS = typer.Option(
    "--network-columns", help="Columns of that table, for example u=a,v=b,speed_kmh=kmh."
)


@contextmanager
def steps_shown() -> Iterator[Callable[[str], None]]:
    """Show the step that runs, and how long it has, till all are done."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    if not console.is_interactive:  # a pipe or a file would get an empty line
        yield lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Starting", total=None)
        yield lambda name: progress.update(task, description=STEP_NAMES[name])


def numbers_of(text: str | None) -> list[float] | None:
    """Read minutes from words such as ``10,20,30``.

    Parameters
    ----------
    text : str or None
        The words; None where not given.

    Returns
    -------
    list of float or None
        The numbers.

    Raises
    ------
    ArgumentError
        If they are not made so.
    """
    if text is None:
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        msg = f"--minutes {text!r}: is not a list of numbers; give for example 10,20,30."
        raise ArgumentError(msg) from None


def ids_of(text: str | None) -> list[str]:
    """Read ids from words such as ``one,other``.

    Parameters
    ----------
    text : str or None
        The words; None where not given.

    Returns
    -------
    list of str
        The ids.
    """
    return [] if text is None else [part.strip() for part in text.split(",") if part.strip()]


def pairs_of(text: str | None) -> dict[str, str] | None:
    """Read pairs from words such as ``u=a,v=b``.

    Parameters
    ----------
    text : str or None
        The words; None where not given.

    Returns
    -------
    dict of str to str or None
        The pairs.

    Raises
    ------
    ArgumentError
        If they are not made so.
    """
    if text is None:
        return None
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(role and equals and column for role, equals, column in pairs):
        msg = f"--network-columns {text!r}: must be ROLE=COLUMN,…, for example u=a,v=b."
        raise ArgumentError(msg)
    return {role.strip(): column.strip() for role, _, column in pairs}


def toggles_of(pairs: list[str]) -> dict[str, bool]:
    """Read toggles from words such as ``ter_apel=on``.

    Parameters
    ----------
    pairs : list of str
        One per toggle.

    Returns
    -------
    dict of str to bool
        Which are on.

    Raises
    ------
    ArgumentError
        If they are not made so.
    """
    words = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}
    chosen: dict[str, bool] = {}
    for pair in pairs:
        name, equals, word = pair.partition("=")
        if not (name and equals and word.lower() in words):
            msg = f"--set {pair!r}: must be TOGGLE=on or TOGGLE=off."
            raise ArgumentError(msg)
        if chosen.get(name, words[word.lower()]) != words[word.lower()]:
            msg = f"--set {name}: is said to be on and off; say it once."
            raise ArgumentError(msg)
        chosen[name] = words[word.lower()]
    return chosen


def own_layers_of(pairs: list[str]) -> dict[str, Path]:
    """Read files of layers from words such as ``places=mine.gpkg``.

    Parameters
    ----------
    pairs : list of str
        One per layer.

    Returns
    -------
    dict of str to pathlib.Path
        The file of each.

    Raises
    ------
    ArgumentError
        If they are not made so.
    """
    own = {}
    for pair in pairs:
        name, equals, path = pair.partition("=")
        if not (name and equals and path):
            msg = f"--layer {pair!r}: must be NAME=FILE, for example places=my_places.gpkg."
            raise ArgumentError(msg)
        own[name] = Path(path)
    return own
