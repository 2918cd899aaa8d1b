"""Words, dates, times and sessions as their readers read them."""
