"""The plan a physician can sign: sessions, limits, checks, aftercare, follow-up."""
