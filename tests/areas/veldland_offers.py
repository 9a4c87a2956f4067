"""What is offered to services in Veldland, what they need, where nature is, and the grid."""

from __future__ import annotations

import shapely

from tests.areas.veldland_ground import Row

MADE_UP = "made up for tests"
DATE = "2026-01"

# Site, by whom, form, floor m², floor load, land ha, owner, made for, open to others, zoning.
OFFERS: list[Row] = [
    ("stationsgebied-heidestad", "profile", "station_area", 9000, None, None, "Heidemark", None,
     "yes", "mixed", "", None, "open", "2028", "yes", "", ""),
    ("rijkskantoor-heidestad", "seat", "building", 4000, None, None, "Rijk", "veldregister",
     "no", "office", "", None, "controlled", "in use", "yes", "", ""),
    ("veencampus-venendal", "profile", "campus", None, None, 6, "unknown", None,
     "yes", "mixed", "", None, "controlled", "2027", "part", "", ""),
    ("zandpark-wolde", "profile", "estate", None, 1200, 12, "Zandwolde", None,
     "yes", "industry", "", "3.2", "open", "in use", "waiting", "a list", "nature"),
    ("vliegveld-zandkerk", "news", "airport", None, None, 20, "unknown", None,
     "unknown", "aviation", "", None, "closed", "unknown", "unknown", "", "noise"),
]  # fmt: skip

# Service, spaces, staff, floor m², land ha, security, near, only on, not on.
NEEDS: list[Row] = [
    ("veldregister", "office", 250, None, None, "controlled", None, None, None),
    ("loket-zuid", "counter;office", 40, None, None, "open", None, None, None),
    ("grensdouane", "inspection_yard;office", None, None, 2, "controlled",
     "border_min<=30|airport_min<=10", None, None),
    ("veldarchief", "archive", 10, 3000, None, "controlled", None, None, "aviation"),
    ("veldwacht", "office", 60, None, None, "controlled", None, None, None),
]  # fmt: skip

HEATH = shapely.box(158_000, 461_000, 160_000, 462_500)
"""South-west of the middle, where no site is."""

GRID: list[Row] = [
    ("Heidemark", "yes", "room"),
    ("Veenhoek", "part", "room on the high-voltage grid"),
    ("Zandwolde", "waiting", "a waiting list"),
]


def offer_tables() -> dict[str, list[Row]]:
    """Make the tables, as rows in the order of the columns of their schemas."""
    return {
        "offers": [(*row, MADE_UP, DATE, "B") for row in OFFERS],
        "needs": [(*row, MADE_UP, DATE) for row in NEEDS],
        "nature": [("veldheide", "Veldheide", "habitats", 300, HEATH.wkt)],
        "grid": [(*row, MADE_UP, DATE) for row in GRID],
    }
