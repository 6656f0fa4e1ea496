"""The peers: one family per file, each with `peers()`."""
