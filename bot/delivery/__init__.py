"""What is told without being asked: the outbox on its way out, by Telegram and mail."""
