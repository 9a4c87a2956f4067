"""One area opened from its folder: layers, tables, choices, words, sources; each read once.

It may import words, errors, units and crs.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
