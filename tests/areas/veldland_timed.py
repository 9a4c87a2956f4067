"""Trains of Veldland, drives that somebody timed, and where they and the services go."""

from __future__ import annotations

from tests.areas.veldland_described import (
    MADE_UP,
)
from tests.areas.veldland_ground import (
    Row,
)

HEIDESTAD, ZANDKERK, OOSTERVEEN = (5.5208, 52.1722), (5.5214, 52.0993), (5.6612, 52.0989)


def transit_tables() -> dict[str, list[Row]]:
    """Make the trains, and where they and the services go."""
    lines = [
        ("bus-hds-wol", "Bus 7 Heidestad - Heidedorp - Wolde", "express", "bus", 2),
        ("ic-hfd-rst", "Intercity Hoofdstad - Heidestad - Rietstad", "intercity", "train", 1),
        ("reg-hds-otv", "Stoptrein Heidestad - Venendal - Oosterveen", "regional", "train", 2),
        ("reg-vnd-osf", "Trein Venendal - Osterfeld", "regional", "train", 1),
        ("spr-rst-zdk", "Sprinter Rietstad - Heidestad - Zandkerk", "stopping", "train", 2),
    ]
    # Minutes, their range and how they are known; a row of transit_published where there is one.
    legs = [
        ("bus-hds-wol", 1, "hds", "b-heidedorp", None, None, 0, 9, 8, 10, 0.5, "estimate", None),
        (
            "bus-hds-wol",
            2,
            "b-heidedorp",
            "b-wolde",
            None,
            None,
            0,
            7,
            6,
            8,
            0,
            "published",
            "bus-7",
        ),
        ("ic-hfd-rst", 1, "hfd", "wst", 32.0, 140, 0, 18, 18, 19, 0, "published", "hfd-wst-ic"),
        ("ic-hfd-rst", 2, "wst", "hds", 33.0, 130, 1, 21, 20, 22, 1, "shared", "hfd-hds-ic"),
        ("ic-hfd-rst", 3, "hds", "rst", 5.0, 130, 0, 5, 4, 6, 2, "estimate", None),
        ("reg-hds-otv", 1, "hds", "vnd", 11.0, 100, 0, 9, 8, 10, 0, "estimate", None),
        ("reg-hds-otv", 2, "vnd", "otv", 6.5, 100, 0, 6, 5, 7, 1, "estimate", None),
        ("reg-vnd-osf", 1, "vnd", "osf", 7.0, 80, 0, 7, 6, 8, 0, "published", "vnd-osf"),
        ("spr-rst-zdk", 1, "rst", "hds", 5.0, 130, 0, 6, 5, 7, 0, "estimate", None),
        ("spr-rst-zdk", 2, "hds", "zdk", 9.0, 130, 0, 7, 6, 8, 1, "estimate", None),
    ]
    known = {"published": (2025, "A"), "shared": (2025, "B"), "estimate": (None, "C")}
    by_bus = ("bus-7", "express", "b-heidedorp;b-wolde", 7, 6, 8, 2025, "A", MADE_UP)
    published = [
        ("hfd-wst-ic", "hfd", "wst", "intercity", 0, 32.0, 140, 18, 18, 19),
        ("hfd-hds-ic", "hfd", "hds", "intercity", 1, 65.0, 130, 40, 39, 42),
        ("vnd-osf", "vnd", "osf", "regional", 0, 7.0, 80, 7, 6, 8),
    ]
    destinations = [
        ("hoofdstad", "Hoofdstad", "hfd", 10),
        ("westhaven", "Westhaven", "wst", 5),
        ("rietstad", "Rietstad", "rst", 10),
        ("osterfeld", "Osterfeld", "osf", 10),
    ]
    services = [
        ("veldregister", "Veldregister", "EZ", "staff_office", "it;governance", "Noord",
         "present", "rijkskantoor-heidestad", "hoofdstad;rietstad"),
        ("loket-zuid", "Loket Zuid", "BZK", "public_counter", "governance", "Zuid",
         "wanted", "", "rietstad"),
        ("grensdouane", "Grensdouane", "Financiën", "inspection", "logistics;security", "Zuid",
         "wanted", "", "osf;grensterminal-oosterveen"),
        ("veldarchief", "Veldarchief", "OCW", "archive_laboratory", "heritage;governance",
         "Noord;Zuid", "wanted", "", "hoofdstad"),
        ("veldwacht", "Veldwacht", "JenV", "emergency_security", "security", "Noord",
         "present", "", "rietstad"),
    ]  # fmt: skip
    return {
        "transit_lines": [
            (*row, 14 * row[4], "regular", str(number), 2025, "B", MADE_UP)
            for number, row in enumerate(lines, start=1)
        ],
        # As long as the rule has it, two minutes and six, so that it is seen and moves nothing.
        "transit_connections": [
            ("hds", "ic-hfd-rst", "hfd", "reg-hds-otv", "otv", 8, "derived", 2025, "B", MADE_UP)
        ],
        "transit_legs": [(*row, *known[row[11]], MADE_UP) for row in legs],
        "transit_published": [
            (*row, 2025, "A", MADE_UP, "https://example.org/trains", "alike") for row in published
        ],
        "bus_published": [(*by_bus, "https://example.org/buses")],
        "destinations": [(*row, "assumption: on foot from the station") for row in destinations],
        "services": [(*row, "Profiel: diensten", MADE_UP) for row in services],
    }


def drive_table() -> list[Row]:
    """Make drives that somebody timed; degrees are of the towns' middles, to ten metres."""
    rows = [
        ("heidestad-zandkerk", "Heidestad", "Zandkerk", HEIDESTAD, ZANDKERK, 10.0, 9, 12),
        ("heidestad-oosterveen", "Heidestad", "Oosterveen", HEIDESTAD, OOSTERVEEN, 17.0, 15, 20),
    ]
    tail = (2025, "drive, rounded", "B", MADE_UP, "https://example.org/drives")
    return [(*row[:3], *row[3], *row[4], *row[5:], *tail) for row in rows]
