"""Other programs: their keys, their repeated requests, and the webhooks that they are sent."""
