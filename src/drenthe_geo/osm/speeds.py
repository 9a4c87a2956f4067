"""How fast one may drive: limits by tag, by the words for them, by zone and by class."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drenthe_geo.osm.access import WAYS
from drenthe_geo.osm.choices import read_choices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.osm.asked import Asked
    from drenthe_geo.osm.choices import Choices

NUMBER = re.compile(r"([+-]?[0-9.]{1,20}(?:e[+-]?[0-9]{1,3})?)\s*([a-z/]*)")

ZONE = re.compile(r"[a-z]{2}(?:-[a-z]{2,3})?:(?:zone:?)?(\d{1,3})")
"""A zone of a number, such as NL:zone30 or DE:30."""

BESIDE = ("source:maxspeed", "maxspeed:type", "zone:maxspeed", "maxspeed:source", "zone:traffic")
"""Keys that name the zone that a limit comes from, or its number."""


def kmh_of(text: str) -> float | None:
    """Read one speed in km/h, as OpenStreetMap writes it; none if it is not known.

    Parameters
    ----------
    text : str
        A number, with a unit or not, or a word such as ``NL:urban`` or ``none``.

    Returns
    -------
    float or None
        The speed.

    Examples
    --------
    >>> from drenthe_geo.osm.speeds import kmh_of
    >>> kmh_of("50"), kmh_of("NL:urban"), round(kmh_of("30 mph"), 1), kmh_of("fast")
    (50.0, 50.0, 48.3, None)
    """
    choices = read_choices()
    plain = " ".join(text.lower().split())
    if plain in choices.maxspeed_words:
        return float(choices.maxspeed_words[plain])
    found = NUMBER.fullmatch(plain)
    if not found:
        return None
    try:
        number = float(found[1])
    except ValueError:
        return None
    factor = choices.maxspeed_units.get(found[2]) if found[2] else 1.0
    return None if factor is None else number * factor


def limits_kmh(asked: Asked, highway: str) -> tuple[float, float]:
    """Give the limit along a road as it is drawn, and against that."""
    both = _said(asked, "")
    usual = usual_kmh(asked.tags, highway, asked.choices)
    along, against = (_said(asked, way) or both or usual for way in WAYS)
    return along, against


def _said(asked: Asked, way: str) -> float | None:
    """Give the limit that tags name for one way (or for none), by day; none if they do not."""
    most_kmh = asked.choices.day_limit_kmh
    given = [f"maxspeed:{mode}{way}" for mode in ("motorcar", "motor_vehicle")]
    for key in (*given, f"maxspeed{way}", f"maxspeed:lanes{way}"):
        for text in asked.values(key):
            kmh = _plausible(asked, text, highest=":lanes" in key)
            if kmh is None:
                continue
            if kmh > most_kmh:
                asked.note("over_day_limit")
            return float(min(kmh, most_kmh))
    return None


def _plausible(asked: Asked, text: str, *, highest: bool) -> float | None:
    """Read a limit, of several the lowest one; none if there is none that can be."""
    parts = [one.strip() for one in re.split(r"[;|]", text) if one.strip()]
    if all(_names_none(one, asked.choices) for one in parts):
        return None
    least, most = asked.choices.plausible_kmh
    known = [kmh for one in parts if (kmh := _of_word(one)) is not None]
    good = [kmh for kmh in known if least <= kmh <= most]
    if len(good) < len(known):
        asked.note("absurd_speed")
    elif not known:
        asked.note("unknown_speed_word")
    if not good:
        return None
    if len(set(good)) > 1 and not highest:
        asked.note("several_speeds")
    return max(good) if highest else min(good)


def _of_word(text: str) -> float | None:
    """Read a limit, also one of a zone of a number."""
    zone = ZONE.fullmatch(text.lower())
    return float(zone[1]) if zone else kmh_of(text)


def _names_none(text: str, choices: Choices) -> bool:
    """Tell whether it is a word that names no speed."""
    plain = text.lower()
    return plain in choices.no_speed_words or plain.endswith(":sign")


def usual_kmh(tags: Mapping[str, str], highway: str, choices: Choices) -> float:
    """Give the limit of a road whose tags name none: by zone, or by class."""
    road_class = choices.road_classes[highway]
    if "yes" in (tags.get("cyclestreet"), tags.get("bicycle_road")):
        return float(choices.bicycle_road_kmh)
    if road_class in choices.zone_classes:
        for key in BESIDE:
            kmh = _of_word(tags.get(key, ""))
            if kmh is not None and choices.plausible_kmh[0] <= kmh <= choices.day_limit_kmh:
                return kmh
    if highway == "service" and tags.get("service") in choices.service_kmh:
        return float(choices.service_kmh[tags["service"]])
    if highway == "track" and tags.get("tracktype") in choices.track_kmh:
        return float(choices.track_kmh[tags["tracktype"]])
    return float(choices.limits_kmh[road_class])
