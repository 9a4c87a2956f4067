"""What is measured: errors against the full data, times and memory as ratios."""
