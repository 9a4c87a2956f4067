"""What a user brings to the question: sites, weights and limits, criteria, a service."""
