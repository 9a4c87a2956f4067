"""Trains: lines, rules for waits and changes, minutes between stations.

It may import roads and what lies below.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
