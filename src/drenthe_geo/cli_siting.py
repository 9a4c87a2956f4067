"""The commands about services and sites: suggest, place, services, claims."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table

from drenthe_geo.cli_app import MODE, PROFILE, ids_of, steps_shown
from drenthe_geo.errors import ArgumentError
from drenthe_geo.screen import console, print_whole, say
from drenthe_geo.terminal_siting import (
    claims_table,
    matches_table,
    placement_table,
    services_table,
    suggestion_table,
)

EVERY = "all"


def suggest(
    *,
    service: Annotated[
        str | None,
        typer.Option(help="Id of a service (see: drenthe-geo services), or all: an overview."),
    ] = None,
    site: Annotated[
        str | None,
        typer.Option(help="Id of a site instead: which services suit it. Writes services.csv."),
    ] = None,
    sites: Annotated[
        Path | None, typer.Option(help="Your own candidates: a file of points.")
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option(help="Your own weights in TOML, a line each: den_haag_min = 3."),
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="A scenario that is taken as done. May stand several times."),
    ] = None,
    top: Annotated[
        int | None, typer.Option(help="How many sites the dossier explains.", show_default="3")
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="Language of the dossier: nl or en.", show_default="nl")
    ] = None,
    surface: Annotated[
        bool | None,
        typer.Option(
            "--surface/--no-surface",
            help="Score the whole province too; it takes a minute.",
            show_default="surface",
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("suggestions"),
) -> None:
    """Suggest sites for a service, with a dossier; or services for a site."""
    from drenthe_geo import suggestion_files  # noqa: PLC0415 - heavy

    if (service is None) == (site is None):
        msg = "suggest: give either --service ID or --site ID; drenthe-geo services lists the ids."
        raise ArgumentError(msg)
    done = scenario or []
    if site is not None or service == EVERY:
        of = "--site" if service is None else "--service all"
        _refuse_for_many(of, weights=weights, top=top, lang=lang, surface=surface)
        how: Any = {"sites": sites, "scenarios": done}
        with steps_shown() as on_step:
            if site is not None:
                table, files = suggestion_files.write_services_for_site(
                    site, out, on_step=on_step, **how
                )
            else:
                table, files = suggestion_files.write_sites_for_services(
                    out, on_step=on_step, **how
                )
        print_whole(matches_table(table) if site is None else services_table(table, site))
        say(f"Written to {out}: {', '.join(path.name for path in files)}")
        return
    how = {"sites": sites, "weights": weights, "scenarios": done, "surface": surface is not False}
    how |= {"lang": "nl" if lang is None else lang, "top": 3 if top is None else top}
    with steps_shown() as on_step:
        found, files = suggestion_files.run_suggest(str(service), out, on_step=on_step, **how)
    print_whole(suggestion_table(found))
    for warning in found.warnings:
        say(f"warning: {warning}", style="yellow")
    say(f"Written to {out}: {', '.join(path.name for path in files)}")


def _refuse_for_many(of: str, *, weights: Path | None, **dossier: object) -> None:
    """Refuse what belongs to one service alone."""
    if weights is not None:
        what = "a service" if of == "--site" else "one service"
        msg = f"--weights: belong to {what}; leave them out with {of}."
        raise ArgumentError(msg)
    for name, given in dossier.items():
        if given is not None:
            word = f"no-{name}" if given is False else name
            msg = f"--{word}: belongs to the dossier of one service; leave it out with {of}."
            raise ArgumentError(msg)


def place(
    *,
    goal: Annotated[
        str,
        typer.Option(
            help="cover (most people within the minutes), mean (shortest on average), furthest "
            "(shortest for who is furthest) or everybody (fewest sites, nobody beyond)."
        ),
    ],
    count: Annotated[
        int | None, typer.Option(help="How many sites, the fixed ones included.")
    ] = None,
    minutes: Annotated[
        float | None, typer.Option(help="Cut-off in minutes.", show_default="30")
    ] = None,
    candidates: Annotated[
        str,
        typer.Option(
            help="profile (sites that the profile offers), sites (all in Drenthe), places "
            "(postcodes), or a file of points."
        ),
    ] = "profile",
    fixed: Annotated[
        str | None, typer.Option(help="Sites that must be in, as those that are there: ID,ID.")
    ] = None,
    mode: Annotated[str | None, MODE] = None,
    profile: Annotated[Path | None, PROFILE] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="A scenario that is taken as done. May stand several times."),
    ] = None,
    out: Annotated[
        Path, typer.Option(help="Folder for the results, or a GeoPackage to write.")
    ] = Path("placement"),
) -> None:
    """Choose several sites at once, so that people have it best together."""
    from drenthe_geo import location_files  # noqa: PLC0415 - heavy

    aim: Any = goal
    how: Any = {"count": count, "cutoff_min": minutes, "candidates": candidates, "mode": mode}
    how |= {"profile_file": profile, "scenarios": scenario or [], "fixed": ids_of(fixed)}
    with steps_shown() as on_step:
        found, files = location_files.run_place(aim, out, on_step=on_step, **how)
    print_whole(placement_table(found))
    for sentence in location_files.placement_sentences(found):
        say(sentence)
    for warning in found.warnings:
        say(f"warning: {warning}", style="yellow")
    say(f"Written to {files[0].parent}: {', '.join(path.name for path in files)}")


def services() -> None:
    """List the government services that the profile names, and their criteria."""
    from drenthe_geo.io.embedded import read_services  # noqa: PLC0415 - heavy
    from drenthe_geo.io.siting import read_siting  # noqa: PLC0415 - heavy

    table = Table(title="Services", title_justify="left", box=box.SIMPLE_HEAD)
    for name in ("id", "name", "kind", "status", "regions"):
        table.add_column(name)
    for service, row in read_services().iterrows():
        table.add_row(
            str(service), *(str(row[name]) for name in ("name", "kind", "status", "regions"))
        )
    print_whole(table)
    console.print("[bold]Criteria[/bold] (for --weights):", highlight=False)
    for one in read_siting().criteria.values():
        ends = f"{one.scale.worst:g} to {one.scale.best:g} {one.unit}"
        say(f"  {one.name}: {one.title_en}, worth 0 to 1 from {ends}")


def claims(
    *,
    lang: Annotated[str, typer.Option(help="Language: en or nl.")] = "en",
    out: Annotated[
        Path | None, typer.Option(help="CSV to write, with NAME.about.json beside it.")
    ] = None,
) -> None:
    """Hold the claims of the Regioprofiel against the data: holds, partly, does not."""
    from drenthe_geo import claims as room  # noqa: PLC0415 - heavy

    language: Any = lang
    with steps_shown() as on_step:
        on_step("claims")
        if out is None:
            found = room.check_claims(lang=language)
        else:
            found = room.write_claims(out, lang=language)
    words = room.verdict_words(language)
    console.print(claims_table(found, words, lang))
    counts = found["verdict"].value_counts()
    say(", ".join(f"{words[name]}: {counts.get(name, 0)}" for name in words))
    if out is not None:
        say(f"Written to {out}: {len(found)} claims")
