"""The only room that reads a user's files and writes results."""
