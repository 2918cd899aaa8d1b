"""What is drawn for people. A picture never says what its text does not say too."""
