"""What people are told without having asked, and how each channel writes it."""
