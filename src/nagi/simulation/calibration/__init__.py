"""Calibration: what figures from people and animals say about the numbers that nobody knows."""
