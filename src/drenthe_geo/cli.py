"""The command line: arguments to calls, and the only place that catches errors."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

from drenthe_geo import __version__
from drenthe_geo.errors import ArgumentError, DrentheGeoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from drenthe_geo.explanations import Explanation
    from drenthe_geo.study import Study

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Where in Drenthe should a government service sit, and who can reach it?",
    pretty_exceptions_enable=False,
)
console = Console()
# Typer brings its own copy of click in newer versions, so its errors are known by name.
_CLICK_ERROR: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
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
    "files": "Writing the files",
}


def _show_version(asked: bool) -> None:  # noqa: FBT001 - Typer calls it with one flag
    if asked:
        typer.echo(f"drenthe-geo {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


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
COLUMNS = typer.Option(
    "--network-columns", help="Columns of that table, for example u=a,v=b,speed_kmh=kmh."
)


@app.command()
def run(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("results"),
    stations: Annotated[str, typer.Option(help="Facility set: nine or all.")] = "nine",
    minutes: Annotated[
        str | None, typer.Option(help="Cut-offs, for example 10,20,30.", show_default="10,20,30")
    ] = None,
    direction: Annotated[str, typer.Option(help="Trips to or from the station.")] = "to",
    mode: Annotated[str | None, MODE] = None,
    profile: Annotated[Path | None, PROFILE] = None,
    layer: Annotated[
        list[str] | None,
        typer.Option(help="Your own file in place of a layer: NAME=FILE. May stand several times."),
    ] = None,
) -> None:
    """Do the main job: travel times, catchments, maps and tables for the stations."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    from drenthe_geo.io.writers import require_folder  # noqa: PLC0415 - heavy
    from drenthe_geo.study import STEPS, make_study, write_study  # noqa: PLC0415 - heavy

    out = out.expanduser()

    choices: dict[str, Any] = {
        "which": stations,
        "minutes": _numbers(minutes),
        "direction": direction,
        "mode": mode,
        "profile_file": profile,
        "own_layers": _own_layers(layer or []),
    }
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Starting", total=len(STEPS))

        def on_step(name: str) -> None:
            progress.update(task, advance=1, description=STEP_NAMES[name])

        require_folder(out)
        study = make_study(on_step=on_step, **choices)
        files = write_study(study, out, on_step=on_step)
    _print_whole(summary_table(study))
    for warning in study.manifest["warnings"]:
        _say(f"warning: {warning}", style="yellow")
    listed = ", ".join(path.name for path in files)
    _say(f"Written to {out}: {listed}")


@app.command()
def times(
    *,
    origins: Annotated[Path, FROM],
    to: Annotated[str, typer.Option(help=FACILITIES)] = "stations",
    out: Annotated[Path, typer.Option(help="CSV to write.")] = Path("times.csv"),
    mode: Annotated[str | None, MODE] = None,
    profile: Annotated[Path | None, PROFILE] = None,
    direction: Annotated[str, DIRECTION] = "to",
    network: Annotated[str, NETWORK] = "default",
    columns: Annotated[str | None, COLUMNS] = None,
) -> None:
    """Write the minutes between your own points and stations or other points."""
    import pandas as pd  # noqa: PLC0415 - heavy

    from drenthe_geo.notices import point_warnings  # noqa: PLC0415 - heavy
    from drenthe_geo.queries import write_times  # noqa: PLC0415 - heavy

    how: Any = {"mode": mode, "profile_file": profile, "direction": direction, "network": network}
    found = write_times(origins, to, out, columns=_pairs(columns), **how)
    count, missing = found.minutes.size, int(found.minutes.isna().to_numpy().sum())
    _say(f"Written to {out}: {count:,} pairs, {missing:,} without a route")
    _say_note(found.profile.note)
    for warning in point_warnings(
        pd.concat([found.origin_snaps, found.facility_snaps]), found.profile.max_snap_m
    ):
        _say(f"warning: {warning}", style="yellow")


@app.command()
def catchments(
    *,
    facilities: Annotated[str, typer.Option(help=FACILITIES)] = "stations",
    minutes: Annotated[str, typer.Option(help="Cut-offs, for example 5,10,15.")] = "10,20,30",
    out: Annotated[Path, typer.Option(help="GeoPackage to write.")] = Path("catchments.gpkg"),
    mode: Annotated[str | None, MODE] = None,
    profile: Annotated[Path | None, PROFILE] = None,
    direction: Annotated[str, DIRECTION] = "to",
    network: Annotated[str, NETWORK] = "default",
    columns: Annotated[str | None, COLUMNS] = None,
    fill_holes_m2: Annotated[
        float, typer.Option(help="Fill holes in the areas that are smaller, for print.")
    ] = 0.0,
    exact: Annotated[
        bool, typer.Option("--exact", help="Draw exact unions of buffers: far slower.")
    ] = False,
) -> None:
    """Write the catchments of stations or of your own points."""
    from drenthe_geo.queries import write_catchments  # noqa: PLC0415 - heavy

    how: Any = {"mode": mode, "profile_file": profile, "direction": direction, "network": network}
    cutoffs = _numbers(minutes) or []
    how |= {"fill_holes_m2": fill_holes_m2, "exact": exact}
    areas, warnings = write_catchments(facilities, cutoffs, out, columns=_pairs(columns), **how)
    _say(f"Written to {out}: {len(areas)} service areas")
    for warning in warnings:
        _say(f"warning: {warning}", style="yellow")


@app.command()
def explain(
    *,
    place: Annotated[
        str,
        typer.Option("--from", help="Town, postcode, site, station, lon,lat or x,y (RD New)."),
    ],
    to: Annotated[str, typer.Option(help="Name or code of a station.")],
    mode: Annotated[str | None, MODE] = None,
    profile: Annotated[Path | None, PROFILE] = None,
    direction: Annotated[str, DIRECTION] = "to",
    minutes: Annotated[
        float | None, typer.Option(help="Cut-off to compare with.", show_default="20")
    ] = None,
    network: Annotated[str, NETWORK] = "default",
    columns: Annotated[str | None, COLUMNS] = None,
    out: Annotated[Path | None, typer.Option(help="GeoPackage for the route.")] = None,
) -> None:
    """Explain the minutes between a place and a station, road by road."""
    from drenthe_geo import explanations  # noqa: PLC0415 - heavy

    if out is not None:
        explanations.route_file(out)  # a wrong name is said before anything is computed
    how: Any = {"mode": mode, "profile_file": profile, "direction": direction, "network": network}
    found = explanations.explain(place, to, cutoff_min=minutes, columns=_pairs(columns), **how)
    _print_whole(parts_table(found))
    for sentence in (found.place.note, found.comparison, found.verdict):
        if sentence:
            _say(sentence)
    _say_note(found.profile.note)
    if out is not None:
        _say(f"Written to {explanations.write_route(found, out)}: route, legs")


def parts_table(found: Explanation) -> Table:
    """Make the table of an explanation.

    Parameters
    ----------
    found : Explanation
        The explanation.

    Returns
    -------
    rich.table.Table
        One row per part of the way and a total.
    """
    names = (f"{found.place.name} ({found.place.kind})", f"station {found.station_name}")
    start, end = names if found.direction == "to" else names[::-1]
    table = Table(
        title=f"From {start} to {end}, {found.profile.mode}",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for head in ("part of the way", "km", "minutes", "at junctions"):
        table.add_column(head, justify="left" if head == "part of the way" else "right")
    parts = found.parts
    if found.direction == "from":  # the two ends change places; classes stay, longest first
        last = len(parts) - 1
        parts = parts.iloc[[last, *range(1, last), 0]]
    for part, km, minutes, junction_min in parts.itertuples(index=False):
        at_junctions = f"{junction_min:.1f}" if junction_min else ""
        table.add_row(escape(part), f"{km:.2f}", f"{minutes:.1f}", at_junctions)
    table.add_section()
    sums = parts[["km", "minutes", "junction_min"]].sum()
    total = (f"{sums['km']:.2f}", f"{found.route.minutes:.1f}", f"{sums['junction_min']:.1f}")
    table.add_row("in all", *total)
    return table


@app.command()
def layers() -> None:
    """Say which layers are embedded, from where, under which licence and how old."""
    from drenthe_geo.resources import descriptor  # noqa: PLC0415 - needs the data

    package = descriptor()["resources"]
    titles = [
        f"{source['title']} ({source['date']})" for entry in package for source in entry["sources"]
    ]
    numbers = {title: number for number, title in enumerate(dict.fromkeys(titles), start=1)}
    table = Table(title="Embedded data", title_justify="left", box=box.SIMPLE_HEAD)
    for name in ("layer", "rows", "kB", "date", "licence", "from"):
        table.add_column(name, justify="right" if name in {"rows", "kB"} else "left", no_wrap=True)
    for entry in package:
        used = [f"{source['title']} ({source['date']})" for source in entry["sources"]]
        table.add_row(
            entry["name"],
            f"{entry['rows']:,}" if "rows" in entry else "-",
            f"{entry['bytes'] / 1000:,.0f}",
            entry["date"],
            ", ".join(licence["name"] for licence in entry["licenses"]),
            ", ".join(str(numbers[title]) for title in used),
        )
    _print_whole(table)
    for title, number in numbers.items():
        console.print(f"{number}  {title}", highlight=False, soft_wrap=True)
    limits = [(entry["name"], entry["limits"]) for entry in package if "limits" in entry]
    for name, limit in limits:
        console.print(f"[bold]{name}[/bold]: {limit}", highlight=False, soft_wrap=True)


def summary_table(study: Study) -> Table:
    """Make the closing table of a study.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    rich.table.Table
        One row per station and a total.
    """
    summary = study.summary
    cutoffs = study.manifest["parameters"]["minutes"]
    last = f"{cutoffs[-1]:g}"
    own = {name.split(":")[0] for name in study.manifest["own_files"]}
    of = {"nine": "Stations of Drenthe", "all": "Stations in and around Drenthe"}
    year = next(data["date"][:4] for data in study.manifest["data"] if data["name"] == "places")
    who = "of your places" if "places" in own else f"inhabitants of Drenthe (CBS {year})"
    buffer_m = study.manifest["settings"]["road_buffer_m"]["value"]
    share = study.times.profile.uncertainty_share
    title = "Your stations" if "stations" in own else of[study.manifest["parameters"]["stations"]]
    table = Table(
        title=f"{title}, by {study.times.mode}, {study.times.direction} the station",
        caption=(
            f"people: {who}, counted by point; nearest: places, people and land for which it "
            "is the nearest of these stations; reach: land, also outside Drenthe, within "
            f"{buffer_m:g} m of a road reached in {last} minutes "
            "(+: and more beyond the end of the road network); contested: of the people nearest, "
            "those for whom another station may as well be nearest; sure and maybe: people within "
            f"{last} minutes if every time is {share:.0%} longer or shorter than said"
        ),
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    table.add_column("\nstation", no_wrap=True)
    heads = ["\nIC", "nearest\nplaces", "nearest\npeople", "con-\ntested", "nearest\nkm2"]
    heads += [f"{cutoff:g} min\npeople" for cutoff in cutoffs]
    heads += [f"{last} min\nsure", f"{last} min\nmaybe", "reach\nkm2"]
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    for _, row in summary.iterrows():
        table.add_row(
            escape(str(row["name"])),
            "IC" if row["intercity"] else "",
            f"{row['places_nearest']:,}",
            f"{row['people_nearest']:,}",
            f"{row['people_contested']:,}",
            f"{row['nearest_km2']:,.0f}",
            *(f"{row[f'people_{cutoff:g}_min']:,}" for cutoff in cutoffs),
            *(f"{row[f'people_{last}_min_{word}']:,}" for word in ("certain", "possible")),
            f"{row[f'area_{cutoffs[-1]:g}_min_km2']:,.0f}"
            + "+" * (row["whole_to_min"] < cutoffs[-1]),
        )
    counts = study.manifest["counts"]
    within = counts["people_within_minutes_of_any_station"].values()
    bounds = counts["people_within_minutes_for_certain_and_possibly"][last]
    table.add_section()
    table.add_row(
        "any station",
        "",
        f"{summary['places_nearest'].sum():,}",
        f"{summary['people_nearest'].sum():,}",
        f"{summary['people_contested'].sum():,}",
        f"{summary['nearest_km2'].sum():,.0f}",
        *(f"{people:,}" for people in (*within, *bounds)),
        "",
    )
    elsewhere = counts["of_these_nearest_to"]
    if elsewhere:
        table.add_section()
        nearer = counts["people_nearer_to_a_station_not_counted"]
        table.add_row("nearer elsewhere", "", "", f"{nearer:,}")
        for name, people in elsewhere.items():
            table.add_row(f"  {escape(name)}", "", "", f"{people:,}")
    return table


def _say(sentence: str, *, style: str | None = None) -> None:
    """Print a sentence as it is: names may hold brackets, and lines are not broken."""
    console.print(sentence, style=style, highlight=False, markup=False, soft_wrap=True)


def _say_note(note: str) -> None:
    if note:
        _say(f"warning: {note}", style="yellow")


def _print_whole(table: Table) -> None:
    """Print a table without cutting a figure off, however narrow the window."""
    wide = Console(width=1000)
    least = Measurement.get(wide, wide.options, table).maximum
    (console if console.width >= least else Console(width=least)).print(table)


def _numbers(text: str | None) -> list[float] | None:
    if text is None:
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        msg = f"--minutes {text!r}: is not a list of numbers; give for example 10,20,30."
        raise ArgumentError(msg) from None


def _pairs(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(role and equals and column for role, equals, column in pairs):
        msg = f"--network-columns {text!r}: must be ROLE=COLUMN,…, for example u=a,v=b."
        raise ArgumentError(msg)
    return {role.strip(): column.strip() for role, _, column in pairs}


def _own_layers(pairs: list[str]) -> dict[str, Path]:
    own = {}
    for pair in pairs:
        name, equals, path = pair.partition("=")
        if not (name and equals and path):
            msg = f"--layer {pair!r}: must be NAME=FILE, for example places=my_places.gpkg."
            raise ArgumentError(msg)
        own[name] = Path(path)
    return own


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; bad input is one sentence and exit code 1.

    Parameters
    ----------
    arguments : list of str, optional
        Words after the program's name; those of the process where not given.

    Returns
    -------
    int
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a redirected stream may know fewer signs
            stream.reconfigure(errors="replace")
    command: Callable[..., Any] = app
    try:
        result = command(args=arguments, prog_name="drenthe-geo", standalone_mode=False)
    except DrentheGeoError as error:
        return _refuse(str(error))
    except _CLICK_ERROR as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            return 0
        wrong: Any = error  # its message alone does not name the option
        return _refuse(str(wrong.format_message()) or "wrong arguments; see --help.")
    except (typer.Abort, KeyboardInterrupt):
        return _refuse("stopped; nothing was written.")
    return result if isinstance(result, int) else 0


def _refuse(sentence: str) -> int:
    print(f"drenthe-geo: {sentence}", file=sys.stderr)  # noqa: T201 - the one place that speaks
    return 1


if __name__ == "__main__":
    sys.exit(main())
