"""Words around the maps, made of what was computed: titles, how it was made, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.placement.result import Outcome, Placement
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.transit.rules import TransitRules
    from drenthe_geo.words.table import Words


Note = Message | str | None | Sequence[Message | str | None]
"""A line at the foot of a page, of one or more sentences; what is missing is left out."""


@dataclass(frozen=True)
class Credit:
    """Where the data of a page are from."""

    sources: str
    # A user's own files in place of a layer.
    own_files: tuple[str, ...] = ()
    # Of the latest of them.
    date: str = ""

    @property
    def notes(self) -> list[Note]:
        """What the foot of a page says of it."""
        own = Message("maps.own_files", files=self.own_files) if self.own_files else None
        if not self.sources:
            return [Message("maps.projection"), own]
        return [Message("maps.sources", sources=self.sources), own]


@dataclass(frozen=True)
class Caption:
    """Words around a map."""

    title: str
    subtitle: str
    # Below it: how it was made, and from what.
    notes: tuple[str, ...]
    # Of the data.
    date: str = ""

    @classmethod
    def of(
        cls,
        words: Words,
        title: Message | str,
        subtitle: Message,
        notes: Iterable[Note],
        credit: Credit,
    ) -> Caption:
        """Say messages in a language; notes that are empty, or read as one before, are not."""
        lines = [_said(words, note) for note in (*notes, *credit.notes)]
        kept = tuple(dict.fromkeys(filter(None, lines)))
        return cls(_said(words, title), words.say(subtitle), kept, credit.date)


def catchment_caption(
    words: Words,
    reach: Reach,
    settings: Settings,
    minutes: Sequence[float],
    *,
    beside_m: float,
    left_out: Iterable[str],
    ends: Iterable[str],
    credit: Credit,
    asked: int = 0,
    part: tuple[int, int] = (1, 1),
) -> Caption:
    """Word the maps of the catchments; `settings` has the road buffer that was drawn.

    The km² that stand in them are of land within `beside_m` of a road; at `ends` it may run on
    beyond the roads. So many cut-offs were `asked` for. `part`: which
    page it is, and of how many.
    """
    profile, missing, cut = reach.network.profile, list(left_out), list(ends)
    return Caption.of(
        words,
        Message(f"maps.catchments.title_{reach.direction}", minutes=minutes, by=profile.phrase),
        Message(
            f"maps.catchments.subtitle{'_part' if part[1] > 1 else ''}",
            minutes=minutes[-1],
            page=part[0],
            pages=part[1],
        ),
        [
            (Message("maps.coloured", metres=settings.road_buffer_m), model_of(profile)),
            (
                Message("maps.catchments.hatched", low=profile.low_share, high=profile.high_share),
                Message("maps.catchments.beside", metres=beside_m),
            ),
            Message("maps.people_are"),
            *profile.notes,
            Message("maps.catchments.ends", names=cut) if cut else None,
            Message("maps.catchments.left_out", names=missing) if missing else None,
            Message("maps.catchments.some", shown=len(minutes), asked=asked)
            if asked > len(minutes)
            else None,
        ],
        credit,
    )


def nearest_caption(
    words: Words,
    reach: Reach,
    settings: Settings,
    *,
    own: bool,
    nearer: int | None,
    credit: Credit,
) -> Caption:
    """Word the map of the nearest station; `settings` has the cell of the partition.

    Where the area's own stations alone count, `nearer` people are nearer to another.
    """
    profile = reach.network.profile
    return Caption.of(
        words,
        Message(f"maps.nearest.title_{'own' if own else 'all'}", by=profile.phrase),
        Message(f"maps.nearest.subtitle_{reach.direction}"),
        [
            Message("maps.nearest.elsewhere", people=nearer) if nearer else None,
            Message("maps.nearest.hatched", high=profile.high_share),
            Message("maps.people_are"),
            *profile.notes,
            (Message("maps.nearest.borders", metres=settings.partition_cell_m), model_of(profile)),
        ],
        credit,
    )


def gain_caption(
    words: Words,
    titles: Sequence[str],
    destination: str | None,
    gained: Mapping[str, float],
    *,
    by: Message | str,
    rules: TransitRules | None,
    buses: Message | None,
    chosen: Sequence[str],
    profiles: Iterable[Profile],
    credit: Credit,
    undecided: bool = False,
) -> Caption:
    """Word the map of what scenarios gain to a destination, or to the nearest station.

    `gained` is the destination's row of the summary of a comparison; `rules` are those of
    the trains, if one travels by train, `buses` says which buses count then. `chosen` says what
    each toggle does that is on; `undecided`: there are lines without a track.
    """
    effects = [
        Message(
            f"maps.gains.{name}",
            people=int(gained[f"people_{name}"]),
            minutes=gained["gain_of_gaining_min"],
        )
        for name in ("gaining", "losing", "cut_off")
        if gained[f"people_{name}"] > 0
    ]
    low, high = (gained[f"gain_{end}_min"] for end in ("low", "high"))
    span = {round(low, 1), round(high, 1)} if np.isfinite(low) else set()
    mean = None
    if len(span) > 1:
        mean = Message("maps.gains.mean_between", low=low, high=high)
    elif np.isfinite(gained["gain_min"]):
        mean = Message("maps.gains.mean", minutes=gained["gain_min"])
    waits = None
    if rules is not None:
        waits = Message(
            "maps.gains.waits",
            cap=rules.wait_cap_min,
            transfer=rules.transfer_min,
            transfer_cap=rules.transfer_wait_cap_min,
        )
    return Caption.of(
        words,
        " + ".join(titles),
        Message(
            "maps.gains.subtitle",
            destination=destination or Message("maps.gains.nearest_station"),
            by=by,
            effects=effects or [Message("maps.gains.nobody")],
        ),
        [
            (mean, Message("maps.dots")),
            waits,
            buses,
            Message("maps.gains.choices", choices=chosen) if chosen else None,
            Message("maps.gains.undecided") if undecided else None,
            *(note for profile in profiles for note in profile.notes),
        ],
        credit,
    )


def before_after_caption(
    words: Words,
    titles: Sequence[str],
    destination: str | None,
    *,
    by: Message | str,
    profiles: Iterable[Profile],
    credit: Credit,
) -> Caption:
    """Word the two maps of minutes, before and after."""
    return Caption.of(
        words,
        Message("maps.gains.both_title", title=" + ".join(titles)),
        Message(
            "maps.gains.both_subtitle",
            destination=destination or Message("maps.gains.nearest_station"),
            by=by,
        ),
        [
            Message("maps.gains.both_colour"),
            *(note for profile in profiles for note in profile.notes),
        ],
        credit,
    )


def placement_caption(
    words: Words,
    placement: Placement,
    cutoff_min: float,
    profile: Profile,
    *,
    candidates: int,
    cell_m: float | None,
    credit: Credit,
    borders: bool = False,
) -> Caption:
    """Word the map of sites that are chosen together; see `Locations` for `cell_m`."""
    number = len(placement.chosen)
    sure = "proven" if placement.proven else "found"
    if placement.proven and placement.count_as_good > 1:
        sure = "as_good"
    if cell_m is not None and placement.goal == "mean":
        sure = "simplified"
    alone = placement.fixed_alone
    return Caption.of(
        words,
        _title(placement, number, cutoff_min, sure=sure == "proven"),
        Message(
            f"maps.placement.subtitle{'_within' if placement.goal == 'cover' else ''}",
            outcome=_outcome(placement.outcome, cutoff_min, profile),
            by=profile.phrase,
            sites=number,
        ),
        [
            (
                Message(
                    f"maps.placement.{sure}",
                    candidates=candidates,
                    count=placement.count_as_good,
                    share=placement.search.share,
                ),
                None if cell_m is None else Message("maps.placement.cells", km=cell_m / M_PER_KM),
            ),
            Message("maps.placement.alone", outcome=_outcome(alone, cutoff_min, profile))
            if alone
            else None,
            (
                Message("maps.dots"),
                Message("maps.placement.border") if borders else None,
                Message("maps.uncertain", low=profile.low_share, high=profile.high_share),
            ),
            model_of(profile),
            *profile.notes,
        ],
        credit,
    )


def surface_caption(
    words: Words, service: str, grid_m: float, grid_road_m: float, *, credit: Credit
) -> Caption:
    """Word the map of the opportunity surface."""
    return Caption.of(
        words,
        Message("maps.surface.title", service=service),
        Message("maps.surface.subtitle", metres=grid_m),
        [
            Message("maps.surface.between_roads", metres=grid_road_m),
            Message("maps.surface.unknown"),
        ],
        credit,
    )


def reach_caption(
    words: Words, site: str, profile: Profile, roads_end_m: float, *, credit: Credit
) -> Caption:
    """Word the map of who can reach a site."""
    return Caption.of(
        words,
        Message("maps.reach.title", site=site),
        Message(
            "maps.reach.subtitle",
            by=profile.phrase,
            traffic=profile.traffic,
            low=profile.low_share,
            high=profile.high_share,
        ),
        [
            (
                Message("maps.coloured", metres=profile.map_buffer_m),
                Message("maps.reach.end", km=roads_end_m / M_PER_KM),
            ),
            *profile.notes,
        ],
        credit,
    )


def by_transit(access: Sequence[Profile], *, buses: bool) -> Message:
    """Say how one comes to the train, or bus: by a mode, or the fastest of several."""
    to = Message(f"maps.gains.to_{'transit' if buses else 'train'}")
    if len(access) > 1:
        return Message("maps.gains.by_best", ways=[one.phrase for one in access], to=to)
    return Message("maps.gains.by_mode", by=access[0].phrase, to=to)


def model_of(profile: Profile) -> Message:
    """Say how times on the road were found."""
    if profile.speeds_kmh:
        usual = Counter(profile.speeds_kmh.values()).most_common(1)[0][0]
        return Message("maps.model_speed", kmh=usual)
    return Message(
        "maps.model_free",
        traffic=profile.traffic,
        factor=profile.free_flow_factor,
        seconds=profile.junction_s,
    )


def _said(words: Words, note: Note) -> str:
    """Say a note, its sentences one after the other."""
    if isinstance(note, (str, Message)) or note is None:
        note = [note]
    said = [one if isinstance(one, str) else words.say(one) for one in note if one]
    return " ".join(said)


def _title(placement: Placement, sites: int, cutoff_min: float, *, sure: bool) -> Message:
    """Claim the best of a choice that is proven alone; nobody beyond is so of any."""
    how = {"sites": sites, "minutes": cutoff_min}
    if sure or placement.goal == "everybody":
        return Message(f"maps.placement.{placement.goal}", **how)
    return Message(f"maps.placement.nearly_{placement.goal}", **how)


def _outcome(outcome: Outcome, cutoff_min: float, profile: Profile) -> Message:
    certain, possible = profile.certainty_bounds_min(cutoff_min)
    return Message(
        "maps.placement.outcome",
        certain=outcome.people_within[certain],
        possible=outcome.people_within[possible],
        people=outcome.people_within[cutoff_min],
        minutes=cutoff_min,
        mean=outcome.mean_min,
        furthest=outcome.furthest_min,
    )
