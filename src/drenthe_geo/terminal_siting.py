"""What is seen on the screen of services, sites and claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.markup import escape
from rich.table import Table

from drenthe_geo.screen import minutes_or_blank, plain_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from drenthe_geo.locations import Locations
    from drenthe_geo.suggestions import Suggestion

CLAIM_HEADS = {"en": ("verdict", "claim", "figure"), "nl": ("oordeel", "bewering", "cijfer")}
CLAIM_TITLES = {
    "en": "The Regioprofiel Drenthe (2025) beside the data",
    "nl": "Het Regioprofiel Drenthe (2025) naast de data",
}
PLACEMENT_TITLES = {
    "cover": "Sites that bring most people within {} minutes",
    "mean": "Sites with the shortest mean time",
    "furthest": "Sites with the shortest longest time",
    "everybody": "Fewest sites that leave nobody beyond {} minutes",
}


def claims_table(found: pd.DataFrame, words: Mapping[str, str], lang: str) -> Table:
    """Make the table of the profile's claims.

    Parameters
    ----------
    found : pandas.DataFrame
        Result of `check_claims`.
    words : mapping of str to str
        The verdicts in words, see `verdict_words`.
    lang : str
        Language, ``"en"`` or ``"nl"``.

    Returns
    -------
    rich.table.Table
        One row per claim, in lines as wide as the window.
    """
    table = Table(
        title=CLAIM_TITLES[lang],
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
        show_lines=True,
    )
    widest = max(map(len, words.values()))
    for head in CLAIM_HEADS[lang]:
        first = head == CLAIM_HEADS[lang][0]
        table.add_column(head, no_wrap=first, min_width=widest if first else None, overflow="fold")
    rows: list[dict[Any, Any]] = found.to_dict("records")
    for row in rows:
        said = [row["figure"], row["note"]]
        table.add_row(
            words[row["verdict"]],
            escape(f"{row[f'claim_{lang}']}\n[{row['place']}]"),
            escape("\n".join(text for text in said if text)),
        )
    return table


def suggestion_table(found: Suggestion) -> Table:
    """Make the table of a suggestion.

    Parameters
    ----------
    found : Suggestion
        The suggestion.

    Returns
    -------
    rich.table.Table
        One row per site, best first.
    """
    verdict = found.verdict
    table = Table(
        title=f"{found.brief.name}: {verdict.word}",
        caption=(
            "score: 0 to 1, with its range by position, travel times and missing data; first: "
            "share of the draws of weights around the chosen ones; the weights are assumptions"
        ),
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for name in ("", "site", "gemeente", "score", "range", "first", "why not"):
        justify: Any = "right" if name in {"", "score", "first"} else "left"
        table.add_column(name, justify=justify)
    for site, row in found.ranking.table.iterrows():
        out = str(row["excluded"])
        against = out or (f"dominated by {row['dominated_by']}" if row["dominated_by"] else "")
        share = verdict.shares["first"].to_dict().get(site)
        table.add_row(
            "-" if out else str(row["rank"]),
            escape(str(found.sites["name"].to_dict()[site])),
            str(found.assessed.gemeente.to_dict().get(site) or "-"),
            "-" if out else f"{row['score']:.3f}",
            "" if out else f"{row['score_low']:.2f}-{row['score_high']:.2f}",
            "" if share is None else f"{share:.0%}",
            escape(against),
        )
    return table


def matches_table(matches: pd.DataFrame, top: int = 3) -> Table:
    """Make the table of every service with its best sites.

    Parameters
    ----------
    matches : pandas.DataFrame
        Result of `sites_for_services`.
    top : int
        How many sites.

    Returns
    -------
    rich.table.Table
        One row per service.
    """
    table = Table(
        title="Every service and the sites that suit it",
        caption="in brackets the score, 0 to 1; the weights are assumptions; robust, leaning or "
        "open: how sure the first place is",
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    heads = ("service", "status", "verdict", *(str(place) for place in range(1, top + 1)))
    for name in heads:
        table.add_column(name, no_wrap=name in heads[:3])
    for service, rows in matches.groupby("service", sort=False):
        best = rows[rows["excluded"] == ""].head(top)
        said = [f"{row.site_name} ({row.score:.2f})" for row in best.itertuples()]
        first = rows.iloc[0]
        said = said or [f"none: {first['excluded']}"]
        said += [""] * (top - len(said))
        table.add_row(str(service), first["status"], first["verdict"], *map(escape, said))
    return table


def services_table(services: pd.DataFrame, site: str) -> Table:
    """Make the table of services for a site.

    Parameters
    ----------
    services : pandas.DataFrame
        Result of `services_for_site`.
    site : str
        Id of the site.

    Returns
    -------
    rich.table.Table
        One row per service, best first.
    """
    table = Table(
        title=f"Services for {site}",
        caption="rank: among the candidates of the profile and this site; lead: score less that of "
        "the best other site",
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for name in ("rank", "service", "status", "score", "range", "lead", "first", "why not"):
        justify: Any = "right" if name in {"rank", "score", "lead"} else "left"
        table.add_column(name, justify=justify)
    for service, row in services.iterrows():
        out = str(row["excluded"])
        table.add_row(
            "-" if out else f"{row['rank']} of {row['of']}",
            str(service),
            str(row["status"]),
            "-" if out else f"{row['score']:.3f}",
            "" if out else f"{row['score_low']:.2f}-{row['score_high']:.2f}",
            "" if out else f"{row['lead']:+.3f}",
            str(row["first"]),
            escape(out),
        )
    return table


def placement_table(found: Locations) -> Table:
    """Make the table of sites chosen together.

    Parameters
    ----------
    found : Locations
        The sites.

    Returns
    -------
    rich.table.Table
        One row per chosen site and a total.
    """
    placement, cutoff = found.placement, f"{found.cutoff_min:g}"
    title = PLACEMENT_TITLES[placement.goal].format(cutoff)
    table = plain_table(
        f"{title}, {found.profile.mode}",
        ["site", "", "people nearest", f"within {cutoff}", "mean min", "furthest min"],
        "people: inhabitants of Drenthe on their streets, at the nearest of these sites; minutes "
        "to the site",
    )
    for row in found.sites.itertuples():
        table.add_row(
            escape(str(row.name)),
            "fixed" if row.fixed else "",
            f"{row.people_nearest:,}",
            f"{row.people_within:,}",
            minutes_or_blank(float(str(row.mean_min))),
            minutes_or_blank(float(str(row.furthest_min))),
        )
    outcome = placement.outcome
    table.add_section()
    table.add_row(
        "together",
        "",
        f"{placement.people - outcome.people_without_way:,}",
        f"{outcome.people_within[found.cutoff_min]:,}",
        minutes_or_blank(outcome.mean_min),
        minutes_or_blank(outcome.furthest_min),
    )
    return table
