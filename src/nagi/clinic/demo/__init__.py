"""The synthetic clinic: invented people in every state of the journey. Everything is written through actions."""
