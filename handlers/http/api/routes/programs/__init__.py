"""Other programs: their keys, and the webhooks they receive."""
