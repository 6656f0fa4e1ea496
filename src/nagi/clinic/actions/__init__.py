"""The only writers: each action changes rows and adds its line to the audit trail in one transaction."""
