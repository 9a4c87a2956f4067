"""Numbers on a page are those of the tables; what a page shows depends on what is asked."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from matplotlib.patches import Rectangle
from pages import (
    MINUTES,
    comparison,
    gain_of,
    legend_of,
    locations,
    nearest,
    page,
    placement,
    reach,
    reach_of,
    shares,
    station_tables,
    suggestion,
    texts,
)
from veldland import VELDLAND

from drenthe_geo.maps.captions import Credit, gain_caption
from drenthe_geo.maps.dots import bands_of
from drenthe_geo.maps.stations import catchment_page
from drenthe_geo.reach.areas import certainty_areas, service_areas
from drenthe_geo.words.numbers import number

if TYPE_CHECKING:
    from drenthe_geo.placement.result import Goal

LANGS = ("nl", "en")
SAID = {"nl": "inwoners", "en": "inhabitants"}
NO_CREDIT = Credit("")


def words_under(name: str, lang: str) -> str:
    return " ".join(text.get_text() for text in page(name, lang).texts)


@pytest.mark.parametrize("lang", LANGS)
def test_every_station_is_named_with_those_who_are_nearest(lang: str) -> None:
    drawn = {text.get_text() for text in page("nearest", lang).axes[0].texts}
    table = station_tables()
    assert len(table) == 4
    for name, people in zip(table["name"], table["people_nearest"], strict=True):
        assert f"{name}\n{number(people, lang)}" in drawn
    assert VELDLAND.words(lang).say("area.abroad") in drawn
    assert "A99" in drawn


def test_land_around_that_the_data_do_not_tell_of_is_not_called_abroad() -> None:
    around = VELDLAND.layer("neighbours")
    alone = dataclasses.replace(VELDLAND, own={"neighbours": around.iloc[:0]}, _kept={})
    drawn = {text.get_text() for text in nearest("en", area=alone).axes[0].texts}
    assert VELDLAND.words("en").say("area.abroad") not in drawn
    assert "A99" in drawn


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("mode", ["car", "walk"])
def test_one_map_per_station_with_the_people_of_the_longest_cutoff(lang: str, mode: str) -> None:
    figure = page("catchments" if mode == "car" else "catchments_walk", lang)
    table = station_tables(mode)
    column = f"people_{MINUTES[-1]:g}_min"
    assert [(ax.get_title(loc="left"), ax.get_title(loc="right")) for ax in figure.axes] == [
        (name, f"{number(people, lang)} {SAID[lang]}")
        for name, people in zip(table["name"], table[column], strict=True)
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_a_station_without_people_gets_no_map_and_is_named_below(lang: str) -> None:
    reach, table = reach_of(), station_tables().copy()
    table.loc[table.index[:2], f"people_{MINUTES[-1]:g}_min"] = [1, 0]
    areas = service_areas(reach, MINUTES, VELDLAND.settings)
    figure = catchment_page(
        VELDLAND.layers(),
        reach.facilities,
        areas,
        table,
        fringes=certainty_areas(reach, MINUTES, VELDLAND.settings),
        reach=reach,
        settings=VELDLAND.settings,
        words=VELDLAND.words(lang),
        credit=NO_CREDIT,
        beside_m=100.0,
    )
    assert len(figure.axes) == 3
    one = {"nl": "1 inwoner", "en": "1 inhabitant"}[lang]
    assert figure.axes[0].get_title(loc="right") == one
    missing = table["name"].iloc[1]
    assert any(text.get_text().endswith(f": {missing}.") for text in figure.texts)


def test_slow_modes_show_the_surroundings_of_each_station() -> None:
    figure = page("catchments_walk", "nl")
    widths = {round(ax.get_xlim()[1] - ax.get_xlim()[0]) for ax in figure.axes}
    assert len(widths) == 1  # one scale for all
    assert widths.pop() < 6_000
    assert "andere weg" in legend_of(figure)
    assert "Fietspaden en voetpaden ontbreken" in words_under("catchments_walk", "nl")
    assert "andere weg" not in legend_of(page("catchments", "nl"))


@pytest.mark.parametrize("lang", LANGS)
def test_the_subtitle_of_a_scenario_counts_as_its_summary(lang: str) -> None:
    row = comparison().summary.loc["westhaven"]
    said = words_under("gain", lang)
    assert row["people_gaining"] > 0
    assert f"{number(row['people_gaining'], lang)} {SAID[lang]}" in said
    assert number(row["gain_of_gaining_min"], lang, 1) in said
    low, high = (number(row[f"gain_{end}_min"], lang, 1) for end in ("low", "high"))
    assert f"{low} {'tot' if lang == 'nl' else 'to'} {high} " in said


def test_a_scenario_of_roads_says_nothing_of_trains_but_draws_them() -> None:
    said = words_under("gain_road", "en")
    assert ", by car." in said
    assert "Waiting" not in said
    assert {"changed road", "train, drawn straight"} <= set(legend_of(page("gain_road", "en")))
    assert "Waiting" in words_under("gain", "en")
    assert "new train connection, drawn straight" in legend_of(page("gain", "en"))


def effect(**row: float) -> str:
    """Subtitle of a map with this row of a summary."""
    least = {"people_gaining": 0, "people_losing": 0, "people_cut_off": 0, "gain_min": 0.0,
             "gain_low_min": float("nan"), "gain_high_min": float("nan"),
             "gain_of_gaining_min": float("nan")}  # fmt: skip
    caption = gain_caption(
        VELDLAND.words("en"),
        ["A", "B"],
        None,
        {**least, **row},
        by="on foot",
        buses=None,
        rules=None,
        chosen=[],
        profiles=[],
        credit=NO_CREDIT,
    )
    assert caption.title == "A + B"
    return caption.subtitle.removeprefix(
        "Minutes gained from door to door to the nearest station, on foot. "
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "Nobody gains or loses a minute"),
        ({"people_losing": 1}, "1 inhabitant of Veldland takes longer"),
        (
            {"people_gaining": 2000, "gain_of_gaining_min": 4.6, "people_cut_off": 30},
            (
                "2,000 inhabitants of Veldland gain 4.6 minutes on average; "
                "30 inhabitants of Veldland have no trip any more"
            ),
        ),
    ],
)
def test_who_gains_who_loses_and_who_is_cut_off(row: dict[str, float], said: str) -> None:
    assert effect(**row) == said


@pytest.mark.parametrize("lang", LANGS)
def test_chosen_sites_are_named_with_their_people(lang: str) -> None:
    drawn = {text.get_text() for text in page("placement", lang).axes[0].texts}
    sites = locations().sites
    assert len(sites) == 2
    cutoff, within = locations().cutoff_min, {"nl": "binnen", "en": "within"}[lang]
    for name, people in zip(sites["name"], sites["people_within"], strict=True):
        assert f"{name}\n{number(people, lang)} {within} {cutoff:g} min" in drawn
    outcome = locations().placement.outcome
    said = words_under("placement", lang)
    assert f"{number(outcome.people_within[locations().cutoff_min], lang)} {SAID[lang]}" in said
    assert number(outcome.mean_min, lang, 1) in said
    assert number(outcome.furthest_min, lang, 1) in said


def test_fixed_and_unproven_choices_are_told_apart() -> None:
    fixed = str(locations().candidates.index[0])
    held = locations(fixed=(fixed,))
    alone = dataclasses.replace(held.placement, count_as_good=1)
    figure = placement("en", dataclasses.replace(held, placement=alone))
    said = " ".join(texts(figure))
    assert {"fixed site", "chosen site", "candidate that is not chosen"} <= set(legend_of(figure))
    assert "The fixed ones alone: " in said
    assert "Proven best choice of " in said
    found = locations()
    unproven = dataclasses.replace(found, placement=dataclasses.replace(found.placement, gap=0.1))
    said = " ".join(texts(placement("en", unproven)))
    assert "Proven" not in said
    assert "Best choice found of " in said
    cells = dataclasses.replace(
        found, cell_m=2000.0, placement=dataclasses.replace(found.placement, goal="mean")
    )
    said = " ".join(texts(placement("en", cells)))
    assert "Best choice in a simplified model of " in said
    assert "a cell of 2 km" in said


def test_people_without_a_way_are_in_the_legend_only_where_there_are_any() -> None:
    found = locations()
    people = found.people.copy()
    people.loc[people.index[0], "minutes"] = float("nan")
    people.loc[people.index[1], "minutes"] = 500.0
    marks = set(legend_of(placement("en", dataclasses.replace(found, people=people))))
    assert {"no route", "too far: over 30 minutes"} <= marks
    assert not {"no route", "too far: over 30 minutes"} & set(legend_of(page("placement", "en")))


def test_the_cutoff_asked_about_is_always_a_border() -> None:
    assert bands_of([10, 20, 30], 1) == [1, 10, 20, 30]
    assert bands_of([1, 2, 3, 4, 5], 1) == [1, 3, 4, 5]
    assert bands_of([10], 10) == [10]


@pytest.mark.parametrize("lang", LANGS)
def test_scores_are_those_of_the_ranking(lang: str) -> None:
    (ax,) = page("scores", lang).axes
    table = suggestion().ranking.table.loc[shares().index]
    ranked = [
        f"{rank}  {suggestion().sites.loc[site, 'name']}" for site, rank in table["rank"].items()
    ]
    assert [text.get_text() for text in ax.get_yticklabels()] == ranked
    bold = [text.get_text() for text in ax.texts if text.get_fontweight() == "bold"]
    assert bold == [number(score, lang, 2) for score in table["score"]]
    bars = [bar.get_width() for bar in ax.patches if isinstance(bar, Rectangle)]
    assert sum(bars) == pytest.approx(table["score"].sum())


@pytest.mark.parametrize("lang", LANGS)
def test_a_surface_shows_ranks_letters_and_the_scale_of_its_scores(lang: str) -> None:
    (ax,) = page("surface", lang).axes[:1]
    drawn = [text.get_text() for text in ax.texts]
    found = suggestion()
    assert found.new_places is not None
    letters = list("ABCDEFGHIJ"[: len(found.new_places)])
    table = found.ranking.table
    ranks = [str(rank) for rank in table["rank"].dropna()]
    assert ranks
    named = {
        f"{rank} {found.sites.loc[site, 'name']}" for site, rank in table["rank"].dropna().items()
    }
    assert set(letters) | set(ranks) | named <= set(drawn)
    assert ("×" in drawn) == (len(ranks) < len(found.sites))


def test_a_table_of_sites_that_does_not_say_whose_they_are_has_none_of_a_user() -> None:
    titles = {of: set(legend_of(reach("en", of_user=of))) for of in (None, False, True)}
    assert titles[None] == titles[False]
    assert titles[True] - titles[None] == {"your site, by rank", "your site that is out"}


CLAIMS = {
    "cover": "most inhabitants", "mean": ": the shortest trip on average",
    "furthest": "the longest trip as short as can be",
}  # fmt: skip


@pytest.mark.parametrize("goal", CLAIMS)
@pytest.mark.parametrize("count", [1, 4])
def test_a_title_claims_the_best_only_where_no_other_choice_is_as_good(
    goal: Goal, count: int
) -> None:
    found = locations()
    known = dataclasses.replace(found.placement, goal=goal, count_as_good=count)
    figure = placement("en", dataclasses.replace(found, placement=known))
    title, *rest = (text.get_text() for text in figure.texts)
    assert title.startswith("2 sites: ")
    assert (CLAIMS[goal] in title) == (count == 1)
    assert ("about" in title) == (count == 4)
    assert any("One of 4 choices" in line for line in rest) == (count == 4)
    if count == 1:
        unproven = dataclasses.replace(known, gap=0.1)
        page = placement("en", dataclasses.replace(found, placement=unproven))
        assert CLAIMS[goal] not in page.texts[0].get_text()


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_area_beside_roads_is_stands_below_the_catchments(lang: str) -> None:
    said = words_under("catchments", lang)
    beside = {"nl": "Km² langs wegen: land binnen", "en": "Km² beside roads: land within"}[lang]
    metres = number(VELDLAND.settings.road_buffer_m, lang)
    assert f"{beside} {metres} m " in said


@pytest.mark.parametrize("lang", LANGS)
def test_the_fastest_way_names_what_each_mode_includes_and_what_one_boards(lang: str) -> None:
    said = words_under("gain", lang)
    way = {"nl": "naar trein of bus, wat het snelst is", "en": "to the train or bus, whichever"}
    assert way[lang] in said
    start = {"nl": "Reistijden met de {} zijn inclusief ", "en": "Times by {} include "}[lang]
    for mode in {"nl": ("fiets", "auto"), "en": ("bicycle", "car")}[lang]:
        assert start.format(mode) in said


def test_who_gains_less_than_is_noticed_is_drawn_as_no_difference() -> None:
    found, end = comparison(), "westhaven"
    least = VELDLAND.settings.least_gain_min
    few = found.gains.assign(**{end: least * 0.9})
    marks = set(legend_of(gain_of(dataclasses.replace(found, gains=few))))
    assert "less than 1 minute of difference" in marks
    assert not any(mark.endswith("faster") for mark in marks)
    more = found.gains.assign(**{end: least})
    assert "1–5 minutes faster" in legend_of(gain_of(dataclasses.replace(found, gains=more)))


def test_who_has_no_way_before_nor_after_is_not_drawn_as_unchanged() -> None:
    found, end = comparison(), "westhaven"
    without = found.minutes_before.copy(), found.minutes_after.copy()
    for minutes in without:
        minutes.iloc[0] = float("nan")
    gains = found.gains.copy()
    gains.iloc[0] = float("nan")
    lost = dataclasses.replace(
        found, minutes_before=without[0], minutes_after=without[1], gains=gains
    )
    assert "no route" in legend_of(gain_of(lost, end))
    assert "no route" not in legend_of(gain_of(found, end))
