"""Questions about sites for services: one service, every service, one site."""
