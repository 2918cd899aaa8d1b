"""What people are told, by which ways, and messages to many."""
