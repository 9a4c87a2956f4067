"""Trains: lines, rules for waits and changes, minutes between stations.

It may import roads and what lies below.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
