"""Changes to what can be booked: services, their terms, questions and rooms."""
