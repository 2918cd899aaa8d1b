"""What somebody is told without having asked, and how it is written down."""
