"""Claims of the area's profile held against the data.

It may import scenarios and what lies below; it knows neither siting nor placement.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
