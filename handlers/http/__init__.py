"""What is served over HTTP: Telegram's webhook, health, metrics."""
