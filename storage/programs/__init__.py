"""Other programs: API keys, their requests, events and webhooks."""
