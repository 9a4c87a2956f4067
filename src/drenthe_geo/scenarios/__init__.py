"""What would be: edits of trains, roads and sites, and what they change.

It may import trips, reach and what lies below.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
