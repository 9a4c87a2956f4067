"""Which site suits a service: criteria measured, ranked and judged.

It may import scenarios and what lies below; it knows neither placement nor claims.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
