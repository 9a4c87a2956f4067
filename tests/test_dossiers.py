"""What a council reads: files that agree, pages that need nothing else, two languages, refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import offices
import pandas as pd
import pytest
from matplotlib.image import imread

import drenthe_geo as dg
from drenthe_geo import criteria, matches
from drenthe_geo import suggestions as room
from drenthe_geo.cli import main
from drenthe_geo.cli_app import STEP_NAMES
from drenthe_geo.documents import (
    Block,
    Bullets,
    Document,
    Grid,
    Heading,
    Paragraph,
    Picture,
    html_of,
)
from drenthe_geo.documents_pdf import pdf_of
from drenthe_geo.dossier_maps import pillar_shares, winner_reach
from drenthe_geo.dossier_reasons import why_before
from drenthe_geo.dossier_words import (
    MEANINGS,
    PILLAR_TITLES,
    UNITS_NL,
    VERDICTS,
    words_of,
)
from drenthe_geo.dossiers import dossier_of
from drenthe_geo.ranking import ROUNDING
from drenthe_geo.screen import print_whole
from drenthe_geo.siting import PILLARS
from drenthe_geo.suggestion_files import (
    run_suggest,
    suggestion_layers,
    suggestion_table,
    write_suggestion,
)
from drenthe_geo.suggestions import STEPS, Suggestion, make_suggestion
from drenthe_geo.terminal_siting import services_table
from drenthe_geo.terminal_siting import suggestion_table as terminal_table

SERVICE = "rechtbank"
FILES = [
    "dossier-rechtbank.html",
    "dossier-rechtbank.pdf",
    "suggestions.about.json",
    "suggestions.csv",
    "suggestions.gpkg",
]
DUTCH, ENGLISH = words_of("nl", offices.siting()), words_of("en", offices.siting())
NOT_DUTCH = (
    "the|and|with|without|within|walk|assumption|robust|leaning|justice|governance|security|"
    "before|against|stands|first|range|limit|people|minutes|known|outside|nowhere|counted|"
    "weights?|measures?|candidate|becomes|mostly|scale|source|pillar|jobs|homes|yes|no"
)
NOT_ENGLISH = (
    "aanname|het|een|voor|niet|lopen|mensen|wordt|zonder|thema|marge|tegen|staat|locaties|"
    "gewicht|grens|onbekend|robuust|neigend|justitie|bestuur|eerste|bron|pijler|ja|nee|maar"
)


class Seen(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.sections: dict[str, str] = {}
        self.heading = ""
        self.inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in {"img", "meta"}:
            self.inside.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
        elif tag == "h2":
            self.heading = ""
        elif tag == "img":
            self.say(str(dict(attrs)["alt"]))

    def handle_endtag(self, tag: str) -> None:
        """Every tag that is opened is closed, in order."""
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note words."""
        where = self.inside[-1] if self.inside else ""
        if where in {"td", "th"}:
            self.tables[-1][-1][-1] += data
        if where == "h2":
            self.heading += data
        if where not in {"style", "title"}:
            self.say(data)

    def say(self, words: str) -> None:
        """Add words to their section."""
        self.sections[self.heading] = f"{self.sections.get(self.heading, '')} {words}"


@pytest.fixture(scope="module", autouse=True)
def _kept() -> Iterator[None]:
    """What was measured once serves all runs, and one scenario stands for the four."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(criteria, "read_layer", cache(dg.read_layer))
        for one in (room, matches):
            patch.setattr(one, "measure_surroundings", offices.measure_kept)
            patch.setattr(one, "read_siting", offices.siting)
        patch.setattr(room, "scenario_names", lambda: ["nedersaksenlijn"])
        yield


@pytest.fixture(scope="module")
def found() -> Suggestion:
    return make_suggestion(SERVICE, surface=False)


@pytest.fixture(scope="module")
def dutch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the command wrote."""
    out = tmp_path_factory.mktemp("dutch") / "deep" / "results"
    assert main(["suggest", "--service", SERVICE, "--no-surface", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Suggestion, list[str]]:
    """A folder with the province scored too, in English; the suggestion, and the steps told."""
    out = tmp_path_factory.mktemp("whole")
    steps: list[str] = []
    made, files = run_suggest(
        SERVICE, out, lang="en", top=4, on_step=steps.append, grid=offices.grid()
    )
    assert files == [out / name for name in FILES]
    return out, made, steps


@pytest.fixture(scope="module")
def nl(dutch: Path) -> Seen:
    return Seen((dutch / FILES[0]).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def en(whole: tuple[Path, Suggestion, list[str]]) -> Seen:
    return Seen((whole[0] / FILES[0]).read_text(encoding="utf-8"))


def entry(table: pd.DataFrame, row: Any, column: str) -> Any:
    return table.loc[row, column]


# --- files ---


def test_all_files_are_there_and_nothing_else(dutch: Path) -> None:
    assert sorted(path.name for path in dutch.iterdir()) == FILES
    assert [path.name for path in dutch.parent.iterdir()] == ["results"]


def test_two_runs_write_the_same_bytes(dutch: Path, tmp_path: Path) -> None:
    found, _ = run_suggest(SERVICE, tmp_path, surface=False)
    write_suggestion(found, tmp_path / "again")
    for name in FILES:
        bytes_of = (dutch / name).read_bytes()
        assert (tmp_path / name).read_bytes() == bytes_of, name
        assert (tmp_path / "again" / name).read_bytes() == bytes_of, name


def test_steps_are_told_in_order(whole: tuple[Path, Suggestion, list[str]]) -> None:
    assert tuple(whole[2]) == STEPS
    assert set(STEPS) <= set(STEP_NAMES)


def test_without_a_surface_its_step_is_not_told() -> None:
    told: list[str] = []
    made = make_suggestion(SERVICE, surface=False, on_step=told.append)
    assert told == ["layers", "sites", "scenarios"]
    assert made.surface is None
    assert made.new_places is None


def test_the_table_is_the_ranking_with_its_measures(dutch: Path, found: Suggestion) -> None:
    written = pd.read_csv(dutch / "suggestions.csv", keep_default_na=False, na_values=[""])
    table = found.ranking.table
    assert written["site"].tolist() == list(table.index)
    assert (written["service"] == SERVICE).all()
    assert written["verdict"].fillna("").tolist() == [found.verdict.word] + [""] * (len(table) - 1)
    rows = written.set_index("site")
    for column in ("score", "score_low", "score_high"):
        np.testing.assert_allclose(rows[column], table[column], atol=6e-5)
    for column in ("excluded", "near_limit", "dominated_by", "missing"):
        assert rows[column].fillna("").tolist() == table[column].tolist()
    shares = [str(name) for name in rows if str(name).startswith("share_")]
    assert shares == [f"share_{name}" for name in found.brief.weights]
    np.testing.assert_allclose(rows[shares].sum(axis=1), rows["score"], atol=0.001)
    for name in found.brief.weights:
        for ending, frame in (("", "measures"), ("_best", "best"), ("_worst", "worst")):
            expected = getattr(found.assessed, frame)[name].reindex(table.index)
            np.testing.assert_allclose(rows[f"{name}{ending}"], expected, atol=6e-5)
    trials = found.verdict.shares
    assert rows["first"].dropna().index.tolist() == list(trials.index)
    np.testing.assert_allclose(rows["first"].dropna(), trials["first"], atol=6e-5)
    assert rows["role"].value_counts().to_dict() == {"candidate": 10, "present seat": 1}


def test_layers_hold_the_sites_the_reach_and_the_province(
    whole: tuple[Path, Suggestion, list[str]], dutch: Path
) -> None:
    out, made, _ = whole
    names = set(gpd.list_layers(out / "suggestions.gpkg")["name"])
    assert names == {"sites", "reach", "surface", "new_places"}
    assert set(gpd.list_layers(dutch / "suggestions.gpkg")["name"]) == {"sites", "reach"}
    sites = gpd.read_file(out / "suggestions.gpkg", layer="sites")
    assert sites["site"].tolist() == list(made.ranking.table.index)
    known = dg.read_layer("sites").loc[sites["site"].tolist()]
    assert sites.geometry.distance(known.geometry.reset_index(drop=True)).max() < 1e-6
    assert sites.crs == known.crs
    cells = gpd.read_file(out / "suggestions.gpkg", layer="surface")
    assert made.surface is not None
    assert len(cells) == len(made.surface) == len(offices.grid().points)
    reach = gpd.read_file(out / "suggestions.gpkg", layer="reach")
    assert sorted(reach["minutes"]) == [15, 30, 45]


def test_the_reach_is_around_the_first_site(whole: tuple[Path, Suggestion, list[str]]) -> None:
    made = whole[1]
    reach = winner_reach(made)
    layers = suggestion_layers(made, reach)
    assert layers["reach"] is reach
    first = made.sites.geometry.loc[made.verdict.first]
    assert reach.distance(first).max() < 500
    assert reach.sort_values("minutes").area.is_monotonic_increasing


def test_the_manifest_says_how_it_was_made(dutch: Path, found: Suggestion) -> None:
    said = json.loads((dutch / "suggestions.about.json").read_text(encoding="utf-8"))
    assert said["title"] == "Locatiesuggesties voor Rechtbank Noord-Nederland"
    asked = said["parameters"]
    assert asked["service"] == SERVICE
    assert asked["scenarios"] == []
    assert sum(asked["weights"].values()) == pytest.approx(1, abs=1e-4)
    for name, weight in found.ranking.weights.items():
        assert asked["weights"][name] == pytest.approx(weight, abs=1e-6)
    assert asked["limits"] == {"station_walk_min": 30}
    assert asked["weights_and_limits_from"] == list(found.brief.sources)
    assert set(said["criteria"]) == set(found.brief.weights)
    for name, one in said["criteria"].items():
        scale = found.siting.criteria[name].scale
        assert (one["worst"], one["best"]) == (scale.worst, scale.best)
        assert one["source"].startswith("assumption")
    assert set(said["siting"]) == set(found.siting.settings)
    assert all(one["source"] for one in said["siting"].values())
    table = found.ranking.table
    counts = said["counts"]
    assert counts["sites"] == len(table)
    assert counts["excluded"] == (table["excluded"] != "").sum()
    assert counts["cells"] == 0
    assert said["warnings"] == list(found.warnings)


def test_what_is_missing_or_moved_by_a_scenario_is_warned_of(found: Suggestion) -> None:
    table = found.ranking.table
    lacking = table.index[table["missing"].str.contains("planned_homes")]
    assert len(lacking)
    said = f"no data on planned_homes of {', '.join(lacking)}: counted as the middle of its scale"
    assert said in found.warnings
    assert not any("scenario" in warning for warning in found.warnings)
    note = dg.read_profile("bicycle").note
    assert note in found.warnings


# --- the page ---


def test_the_page_needs_nothing_else_and_says_its_language(nl: Seen, en: Seen) -> None:
    for seen, lang, pictures in ((nl, "nl", 2), (en, "en", 3)):
        assert seen.inside == []
        tags = [tag for tag, _ in seen.tags]
        assert ("html", {"lang": lang}) in seen.tags
        assert ("meta", {"charset": "utf-8"}) in seen.tags
        assert not {"script", "link", "iframe", "object", "a"} & set(tags)
        for tag, attributes in seen.tags:
            assert "href" not in attributes
            assert ("src" in attributes) == (tag == "img")
        shown = [attributes for tag, attributes in seen.tags if tag == "img"]
        assert len(shown) == pictures
        for attributes in shown:
            assert str(attributes["src"]).startswith("data:image/png;base64,")
            assert len(str(attributes["alt"])) > 40
        assert len({attributes["src"] for attributes in shown}) == pictures
        assert tags.count("h1") == 1


def test_the_style_loads_nothing(dutch: Path) -> None:
    page = (dutch / FILES[0]).read_text(encoding="utf-8")
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "http" not in re.sub(r"base64,[A-Za-z0-9+/=]+", "", page)


def number(text: str, lang: str) -> float:
    plain = text.replace("−", "-")
    plain = plain.replace(".", "").replace(",", ".") if lang == "nl" else plain.replace(",", "")
    return float(plain)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_figure_of_the_ranking_is_that_of_the_table(
    lang: str, nl: Seen, en: Seen, found: Suggestion, whole: tuple[Path, Suggestion, list[str]]
) -> None:
    seen, made = (nl, found) if lang == "nl" else (en, whole[1])
    table = suggestion_table(made)
    head, *rows = seen.tables[0]
    assert len(head) == 6
    assert len(rows) == len(table)
    for (rank, name, gemeente, role, score, spread), row in zip(
        rows, table.to_dict("records"), strict=True
    ):
        assert (name, gemeente) == (row["name"], row["gemeente"])
        grade = made.sites["certainty"][row["site"]]
        assert role.endswith(f"{'positie' if lang == 'nl' else 'position'} {grade}")
        if row["excluded"]:
            assert (rank, score, spread) == ("–", "–", "–")
            continue
        assert int(rank) == row["rank"]
        assert number(score, lang) == pytest.approx(row["score"], abs=0.0051)
        low, high = (number(end, lang) for end in spread.split("–"))
        assert low == pytest.approx(row["score_low"], abs=0.0051)
        assert high == pytest.approx(row["score_high"], abs=0.0051)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_number_has_its_weight_its_range_and_its_share(
    lang: str, nl: Seen, en: Seen, whole: tuple[Path, Suggestion, list[str]]
) -> None:
    seen, made, words = (nl, whole[1], DUTCH) if lang == "nl" else (en, whole[1], ENGLISH)
    head, *rows = seen.tables[2] if lang == "nl" else seen.tables[3]
    top = 3 if lang == "nl" else 4
    table = suggestion_table(made).set_index("name")
    names = head[2:]
    assert names == list(table.index[table["excluded"] == ""][:top])
    by_title = {f"{words.criterion(one)} ({words.unit(one)})": one for one in made.brief.weights}
    assert [row[0] for row in rows[:-1]] == sorted(
        by_title,
        key=lambda title: (
            PILLARS.index(made.siting.criteria[by_title[title]].pillar),
            list(made.siting.criteria).index(by_title[title]),
        ),
    )
    for title, weight, *cells in rows[:-1]:
        one = by_title[title]
        share = 100 * float(made.ranking.weights[one])
        assert number(weight.strip("% \u202f\xa0"), lang) == pytest.approx(share, abs=0.51)
        for name, cell in zip(names, cells, strict=True):
            shown, points = cell.split(" → ")
            share = float(entry(table, name, f"share_{one}"))
            assert number(points, lang) == pytest.approx(share, abs=0.00051)
            measure = float(entry(table, name, one))
            if np.isnan(measure):
                assert shown == ("onbekend" if lang == "nl" else "not known")
            elif made.siting.criteria[one].unit != "yes/no":
                figure = number(shown.split(" (")[0], lang)
                near = {"people": 50.1, "0 to 1": 0.051}.get(made.siting.criteria[one].unit, 0.51)
                assert figure == pytest.approx(measure, abs=near)
                ends = [float(entry(table, name, f"{one}_{end}")) for end in ("best", "worst")]
                spread = re.search(r"\((.*) – (.*)\)", shown)
                shown_ends = spread.groups() if spread else (shown, shown)
                for end, expected in zip(shown_ends, sorted(ends), strict=True):
                    assert number(end, lang) == pytest.approx(expected, abs=near)
    for name, cell in zip(names, rows[-1][2:], strict=True):
        assert number(cell, lang) == pytest.approx(float(entry(table, name, "score")), abs=0.00051)


def test_the_answer_says_who_is_first_and_how_sure(nl: Seen, en: Seen, found: Suggestion) -> None:
    first, word = found.verdict.first, found.verdict.word
    name = found.sites["name"][first]
    left = (found.ranking.table["excluded"] == "").sum()
    score, low, high = (
        float(entry(found.ranking.table, first, part))
        for part in ("score", "score_low", "score_high")
    )
    where = f"{name} ({found.assessed.gemeente[first]})"
    figures = f"score {score:.2f} van 1 (marge {low:.2f}–{high:.2f}). ".replace(".", ",", 3)
    said = nl.sections[""]
    assert f"{where} komt als eerste uit de vergelijking van {left} locaties: {figures}" in said
    assert f"Oordeel: {VERDICTS['nl'][word]} – {MEANINGS['nl'][word]}." in said
    assert "De gewichten zijn aannamen" in said
    said = en.sections[""]
    figures = f"score {score:.2f} out of 1 (range {low:.2f}–{high:.2f})."
    assert f"{where} comes first among {left} sites: {figures}" in said
    assert f"Verdict: {VERDICTS['en'][word]} – {MEANINGS['en'][word]}." in said
    assert "The weights are assumptions" in said


def test_every_site_that_is_out_or_dominated_says_why(
    nl: Seen, en: Seen, found: Suggestion
) -> None:
    table, names = found.ranking.table, found.sites["name"].to_dict()
    out = table[table["excluded"] != ""]
    assert len(out) > 1
    for site, why in out["excluded"].items():
        minutes = float(str(why).split(" ")[1])
        said = f"{names[site]} valt af: Lopen naar een station: {minutes:.0f} min (grens 30)."
        assert said in nl.sections["Waarom, en waarom niet"]
        said = f"{names[site]} is out: Walk to a station: {minutes:.0f} min (limit 30)."
        assert said in en.sections["Why, and why not"]
    for site, by in table["dominated_by"].items():
        if by:
            said = f"{names[site]}: {names[by]} is nergens slechter en ergens beter."
            assert said in nl.sections["Waarom, en waarom niet"]
    lacking = [str(names[site]) for site in table.index[table["missing"] == "planned_homes"]]
    assert lacking
    assert (
        f"Geen gegeven voor geplande woningen in de regio: {', '.join(lacking)}; telt als het "
        "midden van de schaal."
    ) in nl.sections["Waarom, en waarom niet"]


def test_reasons_are_the_largest_differences_with_their_figures(found: Suggestion) -> None:
    table, names = found.ranking.table, found.sites["name"].to_dict()
    first, scores, many = table.index[0], table["score"].to_dict(), 0
    for second in table.index[1:]:
        gaps = (found.ranking.shares.loc[first] - found.ranking.shares.loc[second]).sort_values()
        most = gaps[gaps >= 0.0005].iloc[-3:]  # a smaller one is nought as shown
        least = gaps[gaps <= -0.0005].iloc[:3]
        many += (gaps > ROUNDING).sum() > 3
        for words, before in ((DUTCH, "staat"), (ENGLISH, "stands")):
            said = why_before(found, first, second, lang=words.lang)
            assert said.startswith(f"{names[first]} (")
            assert f" {before} {words.number(scores[first] - scores[second], 3)} " in said
            shown = set()
            for name, gap in [*most.items(), *least.items()]:
                sign = "+" if gap > 0 else "−"
                both = [float(found.assessed.measures[str(name)][site]) for site in (first, second)]
                figures = [words.measure(str(name), value) for value in both]
                if figures[0] == figures[1]:
                    figures = [words.number(value, 1) for value in both]
                against = "tegen" if words.lang == "nl" else "against"
                unit = f" {words.unit(str(name))}"
                if words.siting.criteria[str(name)].unit in {"yes/no", "0 to 1"}:
                    unit = ""
                part = (
                    f"{words.in_sentence(str(name))} ({sign}{words.number(abs(gap), 3)}: "
                    f"{figures[0]} {against} {figures[1]}{unit})"
                )
                assert part in said
                shown.add(name)
            assert len(re.findall(r"\([+−]", said)) == len(shown)
    assert many


def test_every_trial_is_told_with_its_share(nl: Seen, found: Suggestion) -> None:
    head, *rows = nl.tables[1]
    assert len(head) == 7
    shares, names = found.verdict.shares, found.sites["name"].to_dict()
    assert [row[0] for row in rows] == [names[site] for site in shares.index]
    for row, (_, trial) in zip(rows, shares.iterrows(), strict=True):
        for cell, name in zip(
            row[1:6],
            ("first", "top_three", "first_anyhow", "top_three_anyhow", "first_ranges"),
            strict=True,
        ):
            assert number(cell.rstrip("%"), "nl") == pytest.approx(100 * trial[name], abs=0.51)
        assert number(row[6], "nl") == pytest.approx(trial["topsis"], abs=0.0051)
    assert shares.nunique().min() > 1


def test_what_unseats_the_first_is_told_with_the_weights(
    nl: Seen, en: Seen, found: Suggestion
) -> None:
    names, unseat = found.sites["name"].to_dict(), found.verdict.unseat
    assert len(unseat)
    for criterion, change in unseat.head(5).iterrows():
        now, needed = float(change["weight"]), float(change["needed"])
        assert now == pytest.approx(float(found.ranking.weights[str(criterion)]))
        title, other = ENGLISH.criterion(str(criterion)), names[change["by"]]
        said = f"If '{title}' weighs {100 * needed:.1f}% instead of {100 * now:.1f}%, {other} is"
        assert said in en.sections["How sure"]
        assert f"Weegt '{DUTCH.criterion(str(criterion))}' " in nl.sections["Hoe zeker"]
    for criterion, other in found.verdict.without.items():
        title = ENGLISH.criterion(str(criterion))
        said = f"Without '{title}' {names[other]} is first."
        assert (said in en.sections["How sure"]) == (other != found.verdict.first)
    assert f"(TOPSIS): {names[found.verdict.topsis_first]} is first" in en.sections["How sure"]


def test_who_is_in_reach_of_the_first_is_told_with_its_range(en: Seen, found: Suggestion) -> None:
    first, known = found.verdict.first, found.assessed
    said = en.sections[f"The reach of {found.sites['name'][first]}"]
    people = [name for name in known.measures if found.siting.criteria[str(name)].unit == "people"]
    assert len(people) > 2
    for name in people:
        measure, low, high = (
            f"{round(float(frame[name][first]), -2):,.0f}"
            for frame in (known.measures, known.worst, known.best)
        )
        title = ENGLISH.criterion(str(name))
        assert f"{title}: {measure} ({low}–{high})" in said


def test_what_a_scenario_does_is_said(nl: Seen, en: Seen, found: Suggestion) -> None:
    assert list(found.scenarios.index) == ["nedersaksenlijn"]
    assert entry(found.scenarios, "nedersaksenlijn", "first") == found.verdict.first
    assert entry(found.scenarios, "nedersaksenlijn", "rank_here") == 1
    name = found.sites["name"][found.verdict.first]
    assert f"{name} blijft eerste (" in nl.sections["Hoe zeker"]
    assert "met 'Nedersaksenlijn: Emmen – Stadskanaal" in nl.sections["Hoe zeker"]
    assert f"{name} stays first (" in en.sections["How sure"]


def test_the_province_has_its_best_places(
    en: Seen, nl: Seen, whole: tuple[Path, Suggestion, list[str]]
) -> None:
    new = whole[1].new_places
    assert new is not None
    assert "De hele provincie" not in nl.sections
    assert "whether building is allowed" in en.sections["The whole province"]
    _, *rows = en.tables[2]
    assert [row[0] for row in rows] == list("ABCDE")[: len(new)]
    for row, (_, place) in zip(rows, new.iterrows(), strict=True):
        assert row[1:3] == [f"near {place['near']}", place["gemeente"]]
        assert number(row[3], "en") == pytest.approx(place["score"], abs=0.0051)
        x, y = (number(part, "en") for part in row[5].split(" / "))
        assert (x, y) == (place.geometry.x, place.geometry.y)


def test_pillars_of_the_chart_add_up_to_the_score(found: Suggestion) -> None:
    shares = pillar_shares(found)
    assert list(shares) == list(PILLARS) == list(PILLAR_TITLES["nl"]) == list(PILLAR_TITLES["en"])
    np.testing.assert_allclose(shares.sum(axis=1), found.ranking.table["score"], atol=1e-12)
    for pillar in PILLARS:
        own = [name for name in found.brief.weights if found.siting.criteria[name].pillar == pillar]
        np.testing.assert_allclose(shares[pillar], found.ranking.shares[own].sum(axis=1))


# --- two languages ---


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_dossier_holds_no_words_of_the_other_language(lang: str, nl: Seen, en: Seen) -> None:
    seen, words = (nl, NOT_DUTCH) if lang == "nl" else (en, NOT_ENGLISH)
    last = list(seen.sections)[-1]
    assert last == ("Bronnen" if lang == "nl" else "Sources")
    for heading, said in seen.sections.items():
        if heading == last:  # titles of sources are quoted as they are
            continue
        assert re.findall(rf"\b({words})\b", said.lower()) == [], heading


def test_both_languages_have_the_same_sections_and_tables(nl: Seen, en: Seen) -> None:
    assert len(nl.sections) == len(en.sections) - 1  # the English one has the province too
    assert len(nl.tables) == len(en.tables) - 1
    assert len(nl.tables[-1]) == len(en.tables[-1])
    for one, other in zip(nl.tables[-2][1:], en.tables[-2][1:], strict=True):
        assert one[0] != other[0]
        assert one[-1].startswith("aanname: ")
        assert other[-1].startswith("assumption: ")


def test_every_theme_unit_verdict_and_reason_has_a_dutch_word() -> None:
    siting = offices.siting()
    same = {theme for theme in siting.themes if DUTCH.theme(theme) == theme}
    assert same == {"it", "water"}
    assert len({DUTCH.theme(theme) for theme in siting.themes}) == len(siting.themes)
    assert {one.unit for one in siting.criteria.values()} == {"min", *UNITS_NL}
    assert set(VERDICTS["nl"]) == set(VERDICTS["en"]) == set(MEANINGS["nl"]) == set(MEANINGS["en"])
    assert DUTCH.limit("outside Drenthe") == "buiten Drenthe"
    assert DUTCH.limit("does not carry the theme defence") == "heeft niet het thema defensie"
    assert ENGLISH.limit("outside Drenthe") == "outside Drenthe"
    both = "exit_car_min 25.3 > 20; workers_car_30 99960.0 < 100000"
    assert DUTCH.limit(both) == (
        "Auto naar een snelwegafrit: 25 min (grens 20); Mensen van 15-64 binnen 30 min met de "
        "auto: 99.960 mensen (grens 100.000)"
    )


@pytest.mark.parametrize(
    ("value", "decimals", "dutch", "english"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (1_234_567.0, 0, "1.234.567", "1,234,567"),
        (-0.0, 0, "0", "0"),
        (0.625, 2, "0,62", "0.62"),
        (float("nan"), 2, "–", "–"),
        (float("inf"), 0, "–", "–"),
    ],
)
def test_numbers_are_written_as_readers_do(
    value: float, decimals: int, dutch: str, english: str
) -> None:
    assert DUTCH.number(value, decimals) == dutch
    assert ENGLISH.number(value, decimals) == english


def test_measures_are_written_with_their_meaning() -> None:
    for name, value, dutch, english in (
        ("region_match", 1.0, "ja", "yes"),
        ("region_match", 0.0, "nee", "no"),
        ("workers_car_30", 123_456.0, "123.500", "123,500"),
        ("development", 0.8, "0,8", "0.8"),
        ("station_walk_min", 12.4, "12", "12"),
        ("planned_jobs", float("nan"), "onbekend", "not known"),
    ):
        assert DUTCH.measure(name, value) == dutch
        assert ENGLISH.measure(name, value) == english
    assert (DUTCH.share(0.256), ENGLISH.share(0.256)) == ("26 %", "26%")


# --- with plans taken as built, and own weights ---


def test_what_is_taken_as_built_and_own_weights_are_said(found: Suggestion, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("den_haag_min = 40\n", encoding="utf-8")
    made = make_suggestion(SERVICE, weights=file, scenarios=["nedersaksenlijn"], surface=False)
    assert made.done == ("nedersaksenlijn",)
    assert list(made.scenarios.index) == ["without"]
    changed = made.brief.weights
    assert changed == {**found.brief.weights, "den_haag_min": 40}
    for lang, built, own in (
        ("nl", "Aangenomen is dat dit er ligt: Nedersaksenlijn", "mine.toml van de gebruiker"),
        ("en", "Taken as built: Nedersaksenlijn", "mine.toml of the user"),
    ):
        page = html_of(dossier_of(made, lang=lang))
        seen = Seen(page)
        assert built in seen.sections[""]
        assert own in page
        assert f"mine.toml: SHA-256 {made.manifest['own_files']['mine.toml']}" in page
    assert made.manifest["parameters"]["scenarios"] == ["nedersaksenlijn"]


@pytest.mark.usefixtures("found")
def test_a_plan_is_compared_with_what_is() -> None:
    sites = offices.chosen(["greenwise-campus-emmen", "getec-park-emmen"])
    plain, built = (
        make_suggestion("dvo", sites=sites, scenarios=scenarios, surface=False)
        for scenarios in ([], ["nedersaksenlijn"])
    )
    assert list(plain.scenarios.index) == ["nedersaksenlijn"]
    assert list(built.scenarios.index) == ["without"]
    scores = []
    for one, name, other in ((plain, "nedersaksenlijn", built), (built, "without", plain)):
        there, table = one.scenarios, other.ranking.table
        assert entry(there, name, "first") == table.index[0]
        assert entry(there, name, "score") == pytest.approx(table["score"].iloc[0])
        here = one.verdict.first
        assert entry(there, name, "score_here") == pytest.approx(entry(table, here, "score"))
        assert entry(there, name, "rank_here") == entry(table, here, "rank")
        scores.append(float(table["score"].iloc[0]))
    assert scores[0] > scores[1] + 1e-6  # the line brings Leeuwarden nearer


@pytest.mark.usefixtures("found")
def test_one_site_alone_is_written_without_reasons() -> None:
    sites = offices.chosen(["stationsgebied-meppel"])
    made = make_suggestion("nvwa", sites=sites, surface=False)
    assert made.verdict.word == "open"
    assert made.sites["role"].tolist() == ["own file"]
    assert "only one site is left, so there is nothing to compare it with" in made.warnings
    seen = Seen(html_of(dossier_of(made)))
    assert "vooral door" not in seen.sections["Waarom, en waarom niet"]


# --- the document ---


def test_words_of_a_user_are_no_markup() -> None:
    evil = '<script>"&</script>'
    blocks: list[Block] = [
        Heading(evil),
        Paragraph(evil),
        Bullets([evil]),
        Grid((evil,), [(evil,)], marked=0),
    ]
    document = Document(evil, evil, "nl", blocks)
    page = html_of(document)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 8
    assert Seen(page).tables == [[[evil], [evil]]]
    assert pdf_of(document).startswith(b"%PDF-")


def test_a_picture_is_inside_with_its_words(nl: Seen) -> None:
    import base64  # noqa: PLC0415 - here alone

    shown = next(attributes for tag, attributes in nl.tags if tag == "img")
    png = base64.b64decode(str(shown["src"]).partition(",")[2])
    pixels = imread(BytesIO(png))
    assert pixels.shape[1] > 800
    assert len(np.unique(pixels.reshape(-1, pixels.shape[-1]), axis=0)) > 10
    picture = Picture(png, "a < b", 4.0, 3.0)
    assert '<img alt="a &lt; b" src="data:image/png;base64,' in html_of(
        Document("t", "", "en", [picture])
    )


def test_the_pdf_has_pages_of_a4_its_title_and_its_language(dutch: Path) -> None:
    pdf = (dutch / "dossier-rechtbank.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert b"/Lang (nl)" in pdf
    assert b"Locatiesuggesties: Rechtbank Noord-Nederland" in pdf
    pages = re.findall(rb"/Type /Page\b", pdf)
    assert 3 <= len(pages) <= 12
    boxes = set(re.findall(rb"/MediaBox \[ ([^\]]*) \]", pdf))
    assert boxes == {b"0 0 595.28 841.89"}
    assert b"/FontFile2" in pdf


# --- on the screen, and refusals ---


def test_the_screen_shows_the_ranking(
    found: Suggestion, capsys: pytest.CaptureFixture[str]
) -> None:
    print_whole(terminal_table(found))
    said = capsys.readouterr().out
    assert f"Rechtbank Noord-Nederland: {found.verdict.word}" in said
    assert "…" not in said
    for site, row in found.ranking.table.iterrows():
        line = next(
            one
            for one in said.splitlines()
            if str(found.sites["name"][site]) in one.split("  ", 1)[-1]
        )
        expected = str(row["excluded"]) if row["excluded"] else f"{row['score']:.3f}"
        assert expected in line


def test_the_command_tells_which_services_suit_a_site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    some = dg.read_services().loc[["rdi", "dji"]]
    monkeypatch.setattr(matches, "read_services", lambda: some)
    out = tmp_path / "out"
    assert main(["suggest", "--site", "getec-park-emmen", "--out", str(out)]) == 0
    heard = capsys.readouterr()
    assert heard.err == ""
    assert "Services for getec-park-emmen" in heard.out
    assert "does not carry the theme justice" in heard.out
    table = pd.read_csv(out / "services.csv")
    assert table["service"].tolist() == ["rdi", "dji"]
    assert pd.isna(table["rank"].iloc[1])
    assert [path.name for path in out.iterdir()] == ["services.csv"]
    shown = services_table(table.assign(excluded=table["excluded"].fillna("")), "getec-park-emmen")
    assert shown.row_count == 2


def test_the_command_lists_services_and_criteria(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["services"]) == 0
    said = capsys.readouterr().out
    for service in dg.read_services().index:
        assert f" {service} " in said
    for one in offices.siting().criteria.values():
        assert f"  {one.name}: {one.title_en}, worth 0 to 1 from " in said


IDS = ", ".join(dg.read_services().index)
SITES = ", ".join(dg.read_layer("sites").index)
CRITERIA = ", ".join(offices.siting().criteria)
EITHER = "suggest: give either --service ID or --site ID; drenthe-geo services lists the ids."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], EITHER),
        (["--service", "rdi", "--site", "getec-park-emmen"], EITHER),
        (
            ["--service", "rdii"],
            f"unknown service 'rdii': did you mean 'rdi'? Choices: {IDS}.",
        ),
        (
            ["--site", "getec-park"],
            f"unknown site 'getec-park': did you mean 'getec-park-emmen'? Choices: {SITES}.",
        ),
        (
            ["--site", "getec-park-emmen", "--weights", "mine.toml"],
            "--weights: belong to a service; leave them out with --site.",
        ),
        (["--service", "rdi", "--top", "0"], "--top 0: must be 1 or more."),
        (["--service", "rdi", "--lang", "de"], "unknown language 'de': Choices: nl, en."),
        (
            ["--service", "rdi", "--scenario", "nedersaksen"],
            (
                "unknown scenario 'nedersaksen': did you mean 'nedersaksenlijn'? Choices: "
                "coevorden-bad-bentheim, meppel-flessenhals, n34-verdubbeld, nedersaksenlijn, "
                "a file ending in .toml."
            ),
        ),
        (
            ["--service", "rdi", "--sites", "swapped.csv"],
            (
                "layer 'points' from swapped.csv: coordinates: 1 of 1 lies outside the "
                "Netherlands: x and y are swapped."
            ),
        ),
        (["--service", "rdi", "--sites", "none.csv"], "none.csv: no such file."),
        (
            ["--service", "rdi", "--weights", "none.toml"],
            "none.toml: cannot be read (No such file or directory).",
        ),
        (
            ["--service", "rdi", "--weights", "mine.toml"],
            (
                "mine.toml: unknown criterion 'den_hag_min': did you mean 'den_haag_min'? "
                f"Choices: {CRITERIA}."
            ),
        ),
        (
            ["--service", "rdi", "--out", "mine.toml"],
            "mine.toml: is a file, but a folder for the results is needed.",
        ),
        (
            ["--site", "getec-park-emmen", "--out", "mine.toml"],
            "mine.toml: is a file, but a folder for the results is needed.",
        ),
        (["--service"], "Option '--service' requires an argument."),
    ],
)
def test_bad_words_are_one_sentence_and_leave_nothing_behind(
    words: list[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "swapped.csv").write_text("id,x,y\na,556500,233500\n", encoding="utf-8")
    (tmp_path / "mine.toml").write_text("den_hag_min = 4\n", encoding="utf-8")
    assert main(["suggest", *words]) == 1
    heard = capsys.readouterr()
    assert heard.err == f"drenthe-geo: {said}\n"
    assert heard.out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.toml", "swapped.csv"]


def test_limits_that_exclude_every_site_are_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hard.toml").write_text("[limits]\nden_haag_min = 60\n", encoding="utf-8")
    assert main(["suggest", "--service", SERVICE, "--weights", "hard.toml", "--no-surface"]) == 1
    heard = capsys.readouterr()
    assert heard.err == (
        "drenthe-geo: service 'rechtbank': its limits exclude all 11 sites, most often "
        "den_haag_min (limit 60); relax it under [limits] in a file for --weights, or give other "
        "sites with --sites.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["hard.toml"]


def test_a_language_or_a_top_that_does_not_exist_is_refused_in_python(
    found: Suggestion, tmp_path: Path
) -> None:
    for how, message in (
        ({"lang": "fy"}, "unknown language 'fy': Choices: nl, en."),
        ({"top": 0}, "--top 0: must be 1 or more."),
    ):
        arguments: Any = how
        with pytest.raises(dg.ArgumentError) as caught:
            write_suggestion(found, tmp_path / "out", **arguments)
        assert str(caught.value) == message
    assert list(tmp_path.iterdir()) == []
