"""What the environment and the `.env` file set."""
