"""The twin of one person: virtual patients made to agree with what was measured, and what they would go through."""
