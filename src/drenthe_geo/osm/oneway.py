"""Which way a road may be used: one-way roads, roundabouts, contraflow, moving stairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.osm.access import ROADSIDE, opens_way

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.osm.asked import Asked
    from drenthe_geo.osm.choices import Choices

Ways = tuple[bool, bool]
"""Whether one may go along a way as it is drawn, and against that."""

BOTH, ALONG, AGAINST, NEITHER = (True, True), (True, False), (False, True), (False, False)

MEANINGS: Mapping[str, Ways] = {
    "yes": ALONG, "true": ALONG, "1": ALONG, "forward": ALONG,
    "-1": AGAINST, "reverse": AGAINST, "backward": AGAINST,
    "no": BOTH, "false": BOTH, "0": BOTH, "alternating": BOTH,
    # The lanes of a reversible road change with the hour: nobody can count on one.
    "reversible": NEITHER,
}  # fmt: skip
"""Value of the key oneway → which ways are open."""

ROUNDABOUT = ("roundabout", "circular")
"""Values of the key junction that make a road one-way by themselves."""

IMPLIED = ("motorway", "motorway_link")
"""Roads that are one-way unless they say otherwise."""

WORD: Mapping[Ways, str] = {BOTH: "both", ALONG: "along", AGAINST: "against", NEITHER: "none"}
"""Ways → the word of the tables of roads."""


def ways_of(asked: Asked, mode: str, highway: str) -> Ways:
    """Tell which ways a mode may take a road, as far as one-way traffic goes."""
    tags = asked.tags
    if mode == "walk":
        return _walking(asked)
    if mode == "bicycle":
        own = _of_key(asked, "oneway:bicycle")
        if own is not None:
            return own
    keys = ("oneway:motorcar", "oneway:motor_vehicle") if mode == "car" else ()
    for key in (*keys, "oneway:vehicle", "oneway"):
        said = _of_key(asked, key)
        if said is not None:
            break
    else:
        ringed = tags.get("junction") in ROUNDABOUT or highway in IMPLIED
        said = ALONG if ringed else BOTH
    if said in {ALONG, AGAINST}:
        if mode == "bicycle" and has_contraflow(tags, asked.choices):
            return BOTH
        # Signs may let a mode through one way alone: bicycle:backward=yes.
        other = ":backward" if said == ALONG else ":forward"
        if opens_way(asked, mode, other):
            return BOTH
    return said


def _of_key(asked: Asked, key: str) -> Ways | None:
    """Read one key of one-way traffic, by day; none if it says nothing."""
    for value in asked.values(key):
        found = MEANINGS.get(value.strip().lower())
        if found is None:
            asked.note("unknown_oneway_word")
            continue
        if found == NEITHER:
            asked.note("reversible")
        return found
    return None


def has_contraflow(tags: Mapping[str, str], choices: Choices) -> bool:
    """Tell whether bicycles may go against the traffic of a one-way road."""
    for key in ROADSIDE:
        word = tags.get(key)
        if word in choices.contraflow_words:
            return True
        if word in choices.facility_words and tags.get(f"{key}:oneway") in {"no", "-1"}:
            return True
    return False


def _walking(asked: Asked) -> Ways:
    """Tell which ways one may walk: one-way traffic does not bind walkers, moving stairs do."""
    moving = asked.tags.get("conveying") in {"forward", "backward"}
    for key in ("oneway:foot", "conveying") if moving else ("oneway:foot",):
        found = _of_key(asked, key)
        if found is not None:
            return found
    return BOTH
