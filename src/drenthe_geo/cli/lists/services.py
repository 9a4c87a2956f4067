"""The command services: the services of an area's profile, or what one of them asks of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from drenthe_geo.area.gazetteer import find_id
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.screen import console, plain_table
from drenthe_geo.dossier.terms import unit
from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.brief import named_services, read_brief
from drenthe_geo.siting.fit.warnings import no_trains
from drenthe_geo.siting.own.service import service_toml
from drenthe_geo.siting.weights.choices import read_siting
from drenthe_geo.siting.weights.eyes import text_in

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = ("id", "name", "kind", "status", "regions")
NEEDS = ("criterion", "title", "weight", "limit", "worst", "best", "unit")


def command(
    asked: Asked,
    service: Annotated[str | None, typer.Argument(help="help.service_optional")] = None,
    *,
    toml: Annotated[bool, typer.Option("--toml", help="help.toml")] = False,
) -> None:
    """Show the list, or one of it."""
    services = named_services(asked.opened)
    if toml and service is None:
        raise ArgumentError("cli.toml")
    if service is None:
        table = services.rename_axis("id").reset_index()[list(COLUMNS)]
        heads = [asked.say(f"screen.services.{name}") for name in COLUMNS]
        rows = _in_words(asked, table).fillna("").astype(str).to_numpy().tolist()
        shown = plain_table(asked.say("screen.services.title"), heads, rows, left=len(COLUMNS))
        asked.show({"services": table}, [shown], [asked.say("screen.services.more")])
        return
    names = {str(one): str(name) for one, name in services["name"].items()}
    found = find_id(service, names, "service")
    if toml:
        console.file.write(service_toml(asked.opened, found, read_siting(asked.opened)))
        return
    asked.show(*one_service(asked, found))


def _in_words(asked: Asked, services: pd.DataFrame) -> pd.DataFrame:
    """Give the list as people read it; the table keeps its codes."""
    titles, lang = read_siting(asked.opened).kind_titles, asked.screen.lang
    return services.assign(
        kind=[text_in(titles[kind], lang) for kind in services["kind"]],
        status=[asked.say(f"dossier.status.{status}") for status in services["status"]],
        regions=services["regions"].fillna("").str.replace(";", ", "),
    )


def one_service(
    asked: Asked, service: str
) -> tuple[dict[str, pd.DataFrame], list[Table], list[str]]:
    """Show what a service asks of a site: criteria, weights, limits, and where they are from."""
    siting, brief = read_siting(asked.opened), read_brief(asked.opened, service)
    ends = siting.ends(service)
    total, lang = sum(brief.weights.values()), asked.screen.lang
    rows = []
    for name, one in siting.criteria.items():
        if name in brief.weights or name in brief.limits:
            rows.append(
                {
                    "criterion": name,
                    "title": one.title_in(lang),
                    "weight": brief.weights.get(name, 0.0) / total,
                    "limit": brief.limits.get(name),
                    "worst": ends[name].worst,
                    "best": ends[name].best,
                    "unit": one.unit,
                }
            )
    table = pd.DataFrame(rows, columns=list(NEEDS)).sort_values(
        "weight", ascending=False, kind="stable"
    )
    say = asked.say
    shown = [
        [
            row["criterion"],
            row["title"],
            say("screen.share", value=row["weight"]),
            "" if pd.isna(row["limit"]) else say("screen.shortest", value=row["limit"]),
            *(say("screen.shortest", value=row[end]) for end in ("worst", "best")),
            unit(asked.screen, siting.criteria[row["criterion"]]),
        ]
        for row in table.to_dict("records")
    ]
    heads = [say(f"screen.services.{'title_of' if name == 'title' else name}") for name in NEEDS]
    made = plain_table(brief.name, heads, shown, caption=say("screen.services.caption"), left=2)
    made.columns[-1].justify = "left"
    sources = [say("screen.source", source=source) for source in brief.sources_in(lang)]
    left_out = [say("screen.services.left_out", what=one) for one in no_trains(siting, brief)]
    return {"services": table}, [made], [*left_out, *sources]
