"""How the process speaks to the Bot API: calls, their answers, and Telegram's limits."""
