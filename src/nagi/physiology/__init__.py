"""How skin behaves: mechanisms, and published models exactly as printed."""
