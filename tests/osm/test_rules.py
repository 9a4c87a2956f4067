"""What tags of a way mean: a table of them, rule by rule."""

from __future__ import annotations

import pytest

from drenthe_geo.osm.choices import countries
from drenthe_geo.osm.rules import WayUse, read_rules
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

RULES = {country: read_rules(country) for country in ("nl", "de", "be", "")}


def tags_of(text: str) -> dict[str, str]:
    """Tags as one writes them; a condition of time has its blanks written as underscores."""
    pairs = (one.split("=", 1) for one in text.split())
    return {key: value.replace("_", " ") if "@" in value else value for key, value in pairs}


def way(text: str, country: str = "nl") -> WayUse:
    """What the tags of a way mean."""
    use = RULES[country].way(tags_of(text))
    assert use is not None, text
    return use


# Tags → car, bicycle, walk.
USE = """
highway=motorway                                            along   none    none
highway=motorway oneway=no                                  both    none    none
highway=motorway_link                                       along   none    none
highway=trunk                                               both    none    none
highway=trunk sidewalk=both                                 both    none    both
highway=primary                                             both    both    both
highway=primary motorroad=yes                               both    none    none
highway=primary motorroad=yes cycleway:right=track          both    both    none
highway=primary motorroad=yes bicycle=yes                   both    both    none
highway=secondary bicycle=use_sidepath                      both    none    both
highway=secondary bicycle=use_sidepath cycleway=track       both    both    both
highway=secondary bicycle=use_sidepath cycleway=separate    both    none    both
highway=secondary bicycle=no cycleway=track                 both    none    both
highway=secondary foot=use_sidepath                         both    both    none
highway=residential                                         both    both    both
highway=residential access=destination                      both    both    both
highway=residential access=private                          none    none    none
highway=residential access=no foot=yes                      none    none    both
highway=residential access=no motorcar=yes                  both    none    none
highway=residential vehicle=no                              none    none    both
highway=residential vehicle=no bicycle=yes                  none    both    both
highway=residential motor_vehicle=no                        none    both    both
highway=residential motor_vehicle=no motorcar=yes           both    both    both
highway=residential motorcar=no                             none    both    both
highway=residential motor_vehicle=agricultural;forestry     none    both    both
highway=residential access=customers                        both    both    both
highway=residential access=delivery                         none    none    none
highway=residential motor_vehicle:forward=no                against both    both
highway=residential motor_vehicle:backward=no               along   both    both
highway=residential vehicle:backward=no bicycle=yes         along   both    both
highway=residential access:forward=no                       against against against
highway=residential motor_vehicle:conditional=no_@_(Mo-Fr_12:00-16:00)  none  both  both
highway=residential motor_vehicle:conditional=no_@_(Sa_12:00-16:00)     both  both  both
highway=residential motor_vehicle=no motor_vehicle:conditional=yes_@_(06:00-20:00) both both both
highway=residential oneway=yes                              along   along   both
highway=residential oneway=-1                               against against both
highway=residential oneway=1                                along   along   both
highway=residential oneway=no                               both    both    both
highway=residential oneway=alternating                      both    both    both
highway=residential oneway=reversible                       none    none    both
highway=residential oneway=yes oneway:bicycle=no            along   both    both
highway=residential oneway=yes oneway:bicycle=-1            along   against both
highway=residential oneway:bicycle=yes                      both    along   both
highway=residential oneway=yes cycleway=opposite            along   both    both
highway=residential oneway=yes cycleway=opposite_lane       along   both    both
highway=residential oneway=yes cycleway:left=opposite_track along   both    both
highway=residential oneway=yes cycleway:left=lane cycleway:left:oneway=-1   along both both
highway=residential oneway=yes cycleway:both=track cycleway:both:oneway=no  along both both
highway=residential oneway=yes cycleway:left=lane           along   along   both
highway=residential oneway=-1 cycleway=opposite             against both    both
highway=residential oneway=yes bicycle:backward=yes         along   both    both
highway=residential oneway=-1 bicycle:forward=designated    against both    both
highway=residential oneway=yes bicycle:backward=no          along   along   both
highway=residential oneway=yes bicycle:forward=yes          along   along   both
highway=residential oneway=yes motor_vehicle:backward=destination  both along both
highway=residential oneway=yes vehicle:backward=yes         along   along   both
highway=residential oneway=yes oneway:motor_vehicle=no      both    along   both
highway=residential oneway=no oneway:motorcar=yes           along   both    both
highway=residential oneway:conditional=yes_@_(Mo-Su_07:00-19:00)  along along both
highway=residential oneway:foot=yes                         both    both    along
highway=tertiary junction=roundabout                        along   along   both
highway=tertiary junction=circular                          along   along   both
highway=tertiary junction=roundabout oneway=-1              against against both
highway=living_street                                       both    both    both
highway=service                                             both    both    both
highway=service service=driveway                            both    both    both
highway=service service=parking_aisle oneway=yes            along   along   both
highway=service service=emergency_access                    none    both    both
highway=service area=yes                                    none    both    both
highway=residential cyclestreet=yes                         both    both    both
highway=residential bicycle_road=yes                        both    both    both
highway=road                                                both    both    both
highway=pedestrian                                          none    none    both
highway=pedestrian bicycle=yes                              none    both    both
highway=pedestrian motor_vehicle=destination                both    none    both
highway=footway                                             none    none    both
highway=footway access=yes                                  none    none    both
highway=footway bicycle=yes                                 none    both    both
highway=footway bicycle=dismount                            none    both    both
highway=cycleway                                            none    both    both
highway=cycleway foot=no                                    none    both    none
highway=cycleway oneway=yes                                 none    along   both
highway=cycleway oneway:bicycle=-1                          none    against both
highway=path                                                none    both    both
highway=path bicycle=no                                     none    none    both
highway=bridleway                                           none    none    none
highway=bridleway foot=yes bicycle=yes                      none    both    both
highway=track                                               none    both    both
highway=track motor_vehicle=yes                             both    both    both
highway=track access=agricultural                           none    none    none
highway=track access=yes                                    both    both    both
highway=track access=permissive                             both    both    both
highway=track vehicle=destination                           both    both    both
highway=track motor_vehicle=destination                     both    both    both
highway=track motor_vehicle=agricultural                    none    both    both
highway=track access=yes motor_vehicle=agricultural;forestry none   both    both
highway=track access=yes motor_vehicle=no                   none    both    both
highway=track access=private                                none    none    none
highway=path access=yes                                     none    both    both
highway=cycleway access=yes                                 none    both    both
highway=residential smoothness=bad                          both    both    both
highway=residential smoothness=very_horrible                none    both    both
highway=track smoothness=impassable                         none    none    both
highway=residential smoothness=impassable motor_vehicle=yes both    none    both
highway=steps                                               none    none    both
highway=steps bicycle=yes                                   none    both    both
highway=steps conveying=forward                             none    none    along
highway=steps conveying=backward                            none    none    against
highway=corridor indoor=yes                                 none    none    both
highway=platform                                            none    none    both
man_made=pier                                               none    none    both
man_made=pier bicycle=yes                                   none    both    both
man_made=pier access=no                                     none    none    none
railway=platform                                            none    none    both
public_transport=platform                                   none    none    both
highway=busway                                              none    none    none
highway=busway bicycle=yes                                  none    both    none
highway=bus_guideway                                        none    none    none
highway=residential access=no bus=yes psv=yes               none    none    none
highway=track winter_road=yes                               none    none    none
highway=tertiary ford=yes toll=yes                          both    both    both
route=ferry                                                 none    both    both
route=ferry motor_vehicle=yes                               both    both    both
route=ferry motor_vehicle=no bicycle=no                     none    none    both
route=ferry cargo=passengers;vehicles                       both    both    both
route=ferry ferry=primary                                   both    both    both
route=shuttle_train                                         both    both    both
highway=unclassified;tertiary                               both    both    both
highway=spaceway                                            none    none    none
""".strip().splitlines()


@pytest.mark.parametrize("row", USE, ids=lambda row: " ".join(row.split()))
def test_who_may_use_a_road_in_the_netherlands(row: str) -> None:
    *tags, car, bicycle, walk = row.split()
    use = way(" ".join(tags))
    assert (use.car, use.bicycle, use.walk) == (car, bicycle, walk)


def test_abroad_other_rules_hold() -> None:
    assert way("highway=trunk", "").bicycle == "both"
    assert way("highway=trunk", "de").bicycle == "none"
    assert way("highway=residential bicycle_road=yes", "de").car == "none"
    assert way("highway=residential bicycle_road=yes motor_vehicle=destination", "de").car == "both"
    assert set(countries()) >= {"nl", "de", "be"}
    assert read_rules("fr") == RULES[""]
    assert read_rules("NL") == RULES["nl"]


# Tags, country → km/h along, against.
LIMITS: list[tuple[str, str, float, float]] = [
    ("highway=motorway", "nl", 100, 100),
    ("highway=motorway", "de", 130, 130),
    ("highway=motorway maxspeed=none", "de", 130, 130),
    ("highway=motorway maxspeed=130", "nl", 100, 100),
    ("highway=motorway maxspeed=120", "be", 120, 120),
    ("highway=motorway maxspeed=100 maxspeed:conditional=130_@_(19:00-06:00)", "nl", 100, 100),
    ("highway=motorway maxspeed=130 maxspeed:conditional=100_@_(06:00-19:00)", "nl", 100, 100),
    ("highway=primary maxspeed=80 maxspeed:conditional=50_@_(Mo-Fr_07:00-19:00)", "nl", 50, 50),
    ("highway=primary maxspeed=80 maxspeed:conditional=50_@_(wet)", "nl", 80, 80),
    ("highway=primary", "nl", 80, 80),
    ("highway=primary zone:traffic=NL:urban", "nl", 50, 50),
    ("highway=residential", "nl", 30, 30),
    ("highway=residential zone:traffic=NL:urban", "nl", 50, 50),
    ("highway=residential source:maxspeed=NL:zone30", "nl", 30, 30),
    ("highway=residential zone:maxspeed=30", "nl", 30, 30),
    ("highway=residential zone:maxspeed=DE:20", "de", 20, 20),
    ("highway=tertiary maxspeed:type=NL:rural", "nl", 80, 80),
    ("highway=tertiary maxspeed:type=sign", "nl", 60, 60),
    ("highway=secondary source:maxspeed=DE:rural", "de", 100, 100),
    ("highway=secondary source:maxspeed=BE-VLG:rural", "be", 70, 70),
    ("highway=living_street", "nl", 15, 15),
    ("highway=living_street zone:traffic=NL:urban", "nl", 15, 15),
    ("highway=living_street", "de", 7, 7),
    ("highway=service", "nl", 15, 15),
    ("highway=service service=driveway", "nl", 10, 10),
    ("highway=service service=driveway maxspeed=30", "nl", 30, 30),
    ("highway=track motor_vehicle=yes tracktype=grade1", "nl", 30, 30),
    ("highway=residential cyclestreet=yes", "nl", 30, 30),
    ("highway=tertiary maxspeed=50", "nl", 50, 50),
    ("highway=tertiary maxspeed=NL:urban", "nl", 50, 50),
    ("highway=tertiary maxspeed=walk", "nl", 5, 5),
    ("highway=tertiary maxspeed=signals", "nl", 60, 60),
    ("highway=tertiary maxspeed=50;30", "nl", 30, 30),
    ("highway=tertiary maxspeed=5000", "nl", 60, 60),
    ("highway=tertiary maxspeed=0", "nl", 60, 60),
    ("highway=tertiary maxspeed=-30", "nl", 60, 60),
    ("highway=tertiary maxspeed=fast", "nl", 60, 60),
    ("highway=tertiary maxspeed:forward=50 maxspeed:backward=70", "nl", 50, 70),
    ("highway=tertiary maxspeed=80 maxspeed:forward=50", "nl", 50, 80),
    ("highway=tertiary maxspeed:lanes=70|90", "nl", 90, 90),
    ("highway=tertiary maxspeed:motorcar=70 maxspeed=90", "nl", 70, 70),
    ("highway=tertiary maxspeed=IT:urban", "", 50, 50),
    ("highway=tertiary maxspeed:type=RU:urban", "", 60, 60),
    ("highway=primary source:maxspeed=SE:rural", "", 70, 70),
    ("highway=trunk maxspeed=CZ:trunk", "", 110, 110),
    ("highway=residential maxspeed=ES:zone30", "", 30, 30),
    ("highway=living_street maxspeed=PL:living_street", "", 20, 20),
    ("route=ferry", "nl", 8, 8),
]  # fmt: skip


@pytest.mark.parametrize(("text", "country", "along", "against"), LIMITS)
def test_the_limit_of_a_road_by_day(text: str, country: str, along: float, against: float) -> None:
    use = way(text, country)
    assert (use.car_kmh, use.car_back_kmh) == (along, against)


def test_miles_are_read_in_kilometres() -> None:
    assert RULES[""].way({"highway": "tertiary", "maxspeed": "30 mph"}).car_kmh == pytest.approx(  # type: ignore[union-attr]
        48.28032
    )


# Tags → codes of what is odd in them.
ODD = {
    "highway=tertiary maxspeed=50": (),
    "highway=tertiary maxspeed=signals": (),
    "highway=tertiary maxspeed=5000": ("absurd_speed",),
    "highway=tertiary maxspeed=fast": ("unknown_speed_word",),
    "highway=tertiary maxspeed=50;30": ("several_speeds",),
    "highway=motorway maxspeed=130": ("over_day_limit",),
    "highway=tertiary maxspeed:conditional=50@wet": ("condition_not_understood",),
    "highway=tertiary access=perhaps": ("unknown_access_word",),
    "highway=tertiary access=unknown": (),
    "highway=tertiary oneway=sometimes": ("unknown_oneway_word",),
    "highway=tertiary oneway=reversible": ("reversible",),
    "highway=unclassified;tertiary": ("several_classes",),
    "highway=spaceway": ("unknown_highway",),
    "route=ferry duration=soon": ("absurd_duration",),
    "route=ferry duration=9999:00": ("absurd_duration",),
}


def test_what_is_odd_has_a_code_and_each_code_its_words() -> None:
    seen = set()
    for text, codes in ODD.items():
        assert way(text).odd == codes, text
        seen |= set(codes)
    for lang in ("en", "nl"):
        said = words_of(lang).say_each([Message(f"osm.odd.{one}", count=1) for one in sorted(seen)])
        assert len(set(said)) == len(seen)


NO_ROADS = (
    "highway=construction construction=residential",
    "highway=proposed",
    "highway=abandoned",
    "highway=razed",
    "highway=bus_stop",
    "railway=rail",
    "route=bus",
    "building=yes",
    "",
)


@pytest.mark.parametrize("text", NO_ROADS)
def test_what_is_no_road(text: str) -> None:
    assert RULES["nl"].way(tags_of(text)) is None


CROSSINGS = {
    "00:20": 1500.0,
    "1:05:00": 4200.0,
    "20": 1500.0,
    "20 min": 1500.0,
    "PT20M": 1500.0,
    "PT1H": 3900.0,
    "1 h 20 min": 5100.0,
    "soon": None,
    "0": None,
}


@pytest.mark.parametrize(("duration", "seconds"), CROSSINGS.items())
def test_a_ferry_takes_its_duration_and_its_wait(duration: str, seconds: float | None) -> None:
    # Five minutes are waited where no interval is told, else half of it.
    ferry = {"route": "ferry", "duration": duration}
    use, often = RULES["nl"].way(ferry), RULES["nl"].way(ferry | {"interval": "00:20"})
    assert use is not None
    assert often is not None
    assert use.road_class == "ferry"
    assert use.ferry_s == seconds
    assert often.ferry_s == (None if seconds is None else seconds + 300)


def test_names_and_numbers() -> None:
    road = {"highway": "motorway", "ref": "A28; E232", "name": " Ringweg "}
    use = RULES["nl"].way(road)
    assert use is not None
    assert (use.road_number, use.name) == ("A28", "Ringweg")
    platform = RULES["nl"].way({"railway": "platform", "ref": "2"})
    assert platform is not None
    assert (platform.road_class, platform.road_number, platform.name) == ("footway", None, None)
    assert way("highway=tertiary junction=roundabout").roundabout
    assert not way("highway=tertiary").roundabout


def test_a_footway_that_is_open_to_bicycles_is_ridden_as_a_path() -> None:
    classes = ("footway", "footway bicycle=yes", "pedestrian bicycle=yes", "bridleway", "busway")
    found = [way(f"highway={one}").road_class for one in classes]
    assert found == ["footway", "path", "path", "path", "service"]
    assert way("highway=footway bicycle=dismount").road_class == "footway"
