"""The business's figures, how long it keeps what, and what is wrong with the bot."""
