"""What is allowed: clinical rules as pure functions of typed facts, with every reason."""
