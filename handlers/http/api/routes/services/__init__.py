"""What can be booked: services, their terms and questions, and the rooms they take."""
