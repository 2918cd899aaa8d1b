"""What is drawn for people. A picture never says anything that its text does not."""
