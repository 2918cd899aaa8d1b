"""Other programs: their keys, their repeated requests, and the webhooks they receive."""
