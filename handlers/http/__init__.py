"""What is served over HTTP: Telegram's webhook, health, metrics, the API and real time."""
