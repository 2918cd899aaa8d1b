"""What people are told: the outbox, its deliveries, broadcasts and what became of each."""
