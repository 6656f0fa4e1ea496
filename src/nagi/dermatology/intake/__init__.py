"""What is known at a consultation: typed facts, read from a form with every problem named."""
