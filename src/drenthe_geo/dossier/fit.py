"""Where a service fits in, what to ask the owners, and whether it had better stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.documents.blocks import Bullets, Grid, Heading, Paragraph, joined
from drenthe_geo.dossier.figures import MOST_DRAWN
from drenthe_geo.dossier.page import NOWHERE
from drenthe_geo.siting.fit.apart import COLUMNS
from drenthe_geo.siting.fit.findings import DOES_NOT_FIT, FITS, TO_VERIFY
from drenthe_geo.siting.fit.housing import known_word
from drenthe_geo.siting.fit.seat import seat_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from drenthe_geo.documents.blocks import Block
    from drenthe_geo.dossier.page import Page
    from drenthe_geo.siting.fit.findings import Finding

ORDER = (FITS, TO_VERIFY, DOES_NOT_FIT)


def seat(page: Page) -> list[Block]:
    """Say whether a service that sits here had better stay, and what a move would leave behind."""
    found, words = page.found, page.words
    if found.seat is None:
        return []
    said = " ".join(words.say(one) for one in seat_sentences(found.seat, page.names))
    left = _left_behind(page)
    return [
        Heading(words.say("dossier.seat.heading")),
        Paragraph(said),
        Paragraph(words.say("dossier.seat.left", seat=page.names[found.seat.seat])),
        Bullets(left),
    ]


def _left_behind(page: Page) -> list[str]:
    """List what is known of the building, the staff and the partners of a seat."""
    advice, words = page.found.seat, page.words
    if advice is None:
        return []
    built = advice.building
    said = []
    for name in ("owner", "form", "floor_m2", "land_ha"):
        if name in built:
            value = words.say(f"siting.form.{built[name]}") if name == "form" else built[name]
            said.append(words.say(f"dossier.seat.{name}", value=value))
    if said and "source" in built:
        source, date = built["source"], built.get("date", NOWHERE)
        said.append(page.with_data("dossier.seat.source", str(source), date=date))
    key = "dossier.seat.no_staff" if advice.staff is None else "dossier.seat.staff"
    housing = page.found.brief.housing
    said.append(page.with_data(key, housing.source, staff=advice.staff, date=housing.date))
    for name, count in page.found.partners.items():
        said.append(words.say("dossier.seat.partners", criterion=page.title(name), count=count))
    return said


def feasible(page: Page) -> list[Block]:
    """Show in which sites the service fits, in which it does not and why, with the sources."""
    found, words = page.found, page.words
    needs = _needs(page)
    rows = []
    for verdict in ORDER:
        alike = found.screen[found.screen["verdict"] == verdict].head(MOST_DRAWN)
        rows += [_row(page, str(site), fit) for site, fit in alike.to_dict("index").items()]
    head = [words.say(f"dossier.fit.{one}") for one in ("site", "verdict", "why", "source")]
    counts = {one: int((found.screen["verdict"] == one).sum()) for one in ORDER}
    more = max(counts.values()) > MOST_DRAWN
    return [
        Heading(words.say("dossier.fit.heading")),
        Paragraph(
            joined([words.say("dossier.fit.text", **counts), *needs, *_first(page, more=more)])
        ),
        Grid(head, rows, left=4, widths=(1.8, 0.9, 3.6, 3.0)),
        *_questions(page),
    ]


def _needs(page: Page) -> list[str]:
    """Say what the service needs, and what is unknown of that."""
    housing, words = page.found.brief.housing, page.words
    if not housing.spaces:
        return [words.say("dossier.fit.no_needs")]
    spaces = [words.say(f"siting.space.{one}") for one in housing.spaces]
    said = [words.say("dossier.fit.needs", spaces=spaces)]
    if housing.security:
        ground = words.say(f"siting.security.{housing.security}")
        said.append(words.say("dossier.fit.ground", ground=ground))
    sizes = {"floor_m2": housing.floor_m2, "staff": housing.staff, "land_ha": housing.land_ha}
    known = {name: value for name, value in sizes.items() if value is not None}
    said += [words.say(f"dossier.fit.{name}", value=value) for name, value in known.items()]
    if "floor_m2" not in known and "staff" not in known:
        said.append(words.say("dossier.fit.no_size"))
    date = housing.date or NOWHERE
    said.append(page.with_data("dossier.seat.source", housing.source, date=date))
    return said


def _row(page: Page, site: str, fit: Mapping[Any, Any]) -> tuple[str, ...]:
    """Write what is known of one site: why it is out, or what is there."""
    words, verdict = page.words, str(fit["verdict"])
    told: Iterable[Finding] = fit["against"] if verdict == DOES_NOT_FIT else fit["met"]
    said = [words.say(one.message()) for one in told]
    if verdict == TO_VERIFY:
        said.append(words.say("dossier.fit.questions_asked", count=len(fit["questions"])))
    known = page.found.sites.loc[site].to_dict()
    source, date = (known_word(known, name) for name in ("source", "date"))
    cited = page.with_data("dossier.fit.cited", source, date=date) if source else NOWHERE
    return (
        page.marked[site],
        words.say(f"siting.fit.verdict.{verdict}"),
        "; ".join(said) or NOWHERE,
        cited,
    )


def _questions(page: Page) -> list[Block]:
    """List what to ask the owner of each site that is to be verified."""
    words, screen, said = page.words, page.found.screen, []
    unsure = screen[screen["verdict"] == TO_VERIFY].head(MOST_DRAWN)
    for site, fit in unsure.to_dict("index").items():
        owner = known_word(page.found.sites.loc[site].to_dict(), "owner")
        asked = [words.say(one.message()) for one in fit["questions"]]
        key = "dossier.fit.ask_owner" if owner else "dossier.fit.ask"
        said.append(words.say(key, site=page.names[str(site)], owner=owner, questions=asked))
    if not said:
        return []
    return [Heading(words.say("dossier.fit.questions"), level=2), Bullets(said)]


def _first(page: Page, *, more: bool) -> list[str]:
    """Say that not all stand here, where there are more."""
    return [page.words.say("dossier.fit.first_told", count=MOST_DRAWN)] if more else []


def apart(page: Page) -> list[Block]:
    """Show what is out, and where each would stand without what keeps it out."""
    words, table = page.words, page.found.apart
    if table.empty:
        return []
    rows = [
        (
            page.marked[str(site)],
            "; ".join(page.reasons(row["reasons"])),
            words.say("dossier.apart.rank", rank=row[COLUMNS[0]]),
            page.score(float(row[COLUMNS[1]])),
        )
        for site, row in table.head(MOST_DRAWN).iterrows()
    ]
    head = [words.say(f"dossier.apart.{name}") for name in ("site", "why", "place", "score")]
    return [
        Heading(words.say("dossier.apart.heading")),
        Paragraph(
            " ".join([words.say("dossier.apart.text"), *_first(page, more=len(table) > MOST_DRAWN)])
        ),
        Grid(head, rows, left=2, widths=(2.4, 5, 1, 0.8)),
    ]
