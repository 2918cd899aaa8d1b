"""What other programs may do, and what they are told: API keys, webhooks and events."""
