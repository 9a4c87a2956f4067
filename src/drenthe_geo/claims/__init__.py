"""Claims of the area's profile held against the data.

It may import scenarios and what lies below; it knows neither siting nor placement.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
