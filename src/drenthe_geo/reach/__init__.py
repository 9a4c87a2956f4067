"""What lies within a time: roads, land and people, and who is nearest to what.

It may import situation and what lies below; it does not know trips.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
