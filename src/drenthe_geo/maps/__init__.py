"""Pictures of results: values in, pages out.

It may import siting, placement, claims and what lies below; it does not know documents.
"""
