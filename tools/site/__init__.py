"""The site of the documentation: pages of the reference, the build, and what is held against it."""
