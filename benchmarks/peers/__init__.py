"""Ours beside the engines and servers that people use, each in a process of its own."""
