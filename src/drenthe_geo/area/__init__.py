"""One area opened from its folder: layers, tables, choices, words, sources; each read once.

It may import words, errors, units and crs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
