"""Roads as networks: profiles of modes, points that join them, shortest paths and routes.

It may import area and what lies below.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
