"""What people see: each page reaches rows through `access` and writes through `actions`."""
