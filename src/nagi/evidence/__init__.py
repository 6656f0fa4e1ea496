"""What we know: reading, checking, explaining and auditing it."""
