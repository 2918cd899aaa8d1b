"""API keys, webhooks and events."""
