"""What every public function and class can: check arguments, compare, be kept and shown in short.

It may import errors, words and the lazy loader; whoever offers something imports it.
"""
