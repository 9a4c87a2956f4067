"""What no weight changes: kept between runs, and for other weights of the same question."""
