"""Waiting for what is booked up, and taking what comes free."""
