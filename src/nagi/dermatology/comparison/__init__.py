"""Every option side by side for what the person wants, and the steps in order."""
