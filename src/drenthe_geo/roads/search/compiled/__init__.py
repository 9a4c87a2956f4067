"""What numba compiles of the searches; only what is in this folder needs it."""
