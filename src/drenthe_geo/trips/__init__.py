"""Trips by train from door to door.

It may import situation and what lies below; it does not know reach.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
