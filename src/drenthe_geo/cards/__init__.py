"""What a result shows of itself in a notebook: a card with figures and a small map.

It may import everything but the command line. What results are does not know it: they look it
up by its name, when a notebook asks.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
