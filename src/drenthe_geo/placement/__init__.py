"""Several sites chosen at once, so that people have it best together.

It may import scenarios and what lies below; it knows neither siting nor claims.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
