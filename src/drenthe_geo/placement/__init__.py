"""Several sites chosen at once, so that people have it best together.

It may import scenarios and what lies below; it knows neither siting nor claims.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
