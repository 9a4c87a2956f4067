"""How pages look: the fineness of what moves on them."""

PAGE_CELL_M, PAGE_STEP_S = 250.0, 30
"""Side of the cells that minutes are coloured in, and the steps of minutes in them."""

PAGE_SAMPLE_M = 100.0
"""Distance between the points of a road that such cells look at."""

PAGE_LIGHT = {
    "water": "#e9ecee", "land": "#efece6", "own": "#fbfaf7", "edge": "#ffffff",
    "gemeente": "#b5aea2", "outline": "#4a463f", "motorway": "#c0584f", "railway": "#5a554d",
    "ink": "#222222", "halo": "#ffffff", "place": "#55504a",
}  # fmt: skip
"""Inks of the ground of a map on a light screen."""

PAGE_DARK = {
    "water": "#14181c", "land": "#1c2126", "own": "#262c32", "edge": "#14181c",
    "gemeente": "#5d666f", "outline": "#c9d1d9", "motorway": "#e0857c", "railway": "#aeb6bf",
    "ink": "#f0f3f6", "halo": "#14181c", "place": "#c9d1d9",
}  # fmt: skip
"""The same on a dark one."""
