"""A learner's own notebook: check it, and one hint at a time."""
