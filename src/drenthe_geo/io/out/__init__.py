"""Files out: each format that an answer is written in, and the words of its columns and cells."""
