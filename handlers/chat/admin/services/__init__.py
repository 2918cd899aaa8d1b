"""`/services`: a service's card and its sections."""
