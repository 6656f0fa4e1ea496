"""Backup and restore of a whole clinic, whichever database holds it: one encrypted file."""
