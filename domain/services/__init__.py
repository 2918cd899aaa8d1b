"""What can be booked, on which terms: services, their rules, questions and rooms."""
