"""What the facts are taken from, each computed once and only if it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import drenthe_geo as dg
from benchmarks.people import walk_counts
from benchmarks.published_times import check_cars, check_trains
from tools.facts.marks import ROOT

if TYPE_CHECKING:
    import pandas as pd

MY_SITES = ROOT / "docs" / "howto" / "my-sites.csv"


@dataclass(frozen=True)
class Computed:
    """Answers about an area."""

    area: dg.Area

    @cached_property
    def stations(self) -> dg.Answer:
        """The main job: the area's own stations, by car."""
        return dg.ask_stations(self.area)

    @cached_property
    def study(self) -> dg.reach.Study:
        """What the main job found."""
        found: dg.reach.Study = self.stations.result
        return found

    @cached_property
    def study_all(self) -> dg.reach.Study:
        """The same with all stations."""
        found: dg.reach.Study = dg.ask_stations(self.area, which="all", minutes=[30]).result
        return found

    @cached_property
    def study_from(self) -> dg.reach.Study:
        """The same turned round: from the stations."""
        found: dg.reach.Study = dg.ask_stations(self.area, direction="from").result
        return found

    @cached_property
    def scenario(self) -> dg.Answer:
        """The Nedersaksenlijn beside what is, by bicycle."""
        return dg.ask_scenario(self.area, ["nedersaksenlijn"])

    @cached_property
    def comparison(self) -> dg.scenarios.Comparison:
        """What the Nedersaksenlijn changes."""
        found: dg.scenarios.Comparison = self.scenario.result
        return found

    @cached_property
    def n34(self) -> dg.scenarios.Comparison:
        """What a doubled N34 changes."""
        found: dg.scenarios.Comparison = dg.ask_scenario(self.area, ["n34-verdubbeld"]).result
        return found

    @cached_property
    def suggest(self) -> dg.Answer:
        """Sites for the NVWA."""
        return dg.ask_suggest(self.area, "nvwa", surface=False)

    @cached_property
    def suggestion(self) -> dg.siting.Suggestion:
        """Sites for the NVWA, with the whole province scored; half a minute."""
        found: dg.siting.Suggestion = dg.ask_suggest(self.area, "nvwa").result
        return found

    @cached_property
    def overview(self) -> dg.Answer:
        """Every service with its sites."""
        return dg.ask_overview(self.area)

    @cached_property
    def matches(self) -> pd.DataFrame:
        """A row per service and site."""
        found: pd.DataFrame = self.overview.result
        return found

    @cached_property
    def place(self) -> dg.Answer:
        """Three sites that bring most people within half an hour."""
        return dg.ask_place(self.area, "cover", count=3)

    @cached_property
    def explain(self) -> dg.Answer:
        """The way from Borger to Emmen."""
        return dg.ask_explain(self.area, "Borger", "emmen")

    @cached_property
    def people(self) -> dg.Answer:
        """Who lives within half an hour of the points of the how-tos."""
        return dg.ask_people(self.area, MY_SITES, [30])

    @cached_property
    def situation(self) -> dg.situation.Situation:
        """Trains, roads and sites as they are."""
        return dg.situation.read_situation(self.area)

    @cached_property
    def elsewhere(self) -> pd.DataFrame:
        """For how many another station than the nearest is best, by bicycle."""
        people = dg.area.read_people(self.area)
        trips = dg.station_trips(self.area, people)
        return dg.trips.best_or_nearest(trips, people["population"])

    @cached_property
    def walk(self) -> pd.DataFrame:
        """People within a walk of each station, counted in two ways."""
        return walk_counts(self.area)

    @cached_property
    def trains(self) -> pd.DataFrame:
        """Published times by train beside ours."""
        return check_trains(self.area)

    @cached_property
    def cars(self) -> pd.DataFrame:
        """Published times by car beside ours."""
        return check_cars(self.area)
