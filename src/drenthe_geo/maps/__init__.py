"""Pictures of results: values in, pages out, or maps on axes of yours.

It may import siting, placement, claims and what lies below; it does not know documents.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
