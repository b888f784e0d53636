"""Sessions that repeat, read: which belong together, what a rule would give, in words."""
