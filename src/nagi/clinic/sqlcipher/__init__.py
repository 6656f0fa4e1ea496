"""SQLite in one encrypted file, for Django."""
