"""The figures of the business, what it keeps for how long, and what is wrong with the bot."""
