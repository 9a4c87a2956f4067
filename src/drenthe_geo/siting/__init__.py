"""Which site suits a service: criteria measured, ranked and judged.

It may import scenarios and what lies below; it knows neither placement nor claims.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
