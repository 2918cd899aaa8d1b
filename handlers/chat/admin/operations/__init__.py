"""How the bot and the business are doing: status, reports, API keys and webhooks."""
