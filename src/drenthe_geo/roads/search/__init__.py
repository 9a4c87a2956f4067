"""Shortest paths: the engines, the seam that chooses one, and what remembers their searches."""
