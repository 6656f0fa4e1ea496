"""What a person is told: balanced by construction, each card with its level and sources."""
