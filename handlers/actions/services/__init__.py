"""What can be booked is changed: services, their terms, questions and rooms."""
