"""The dossier of a service: findings, evidence and pictures as one document.

It may import maps, documents and what lies below.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
