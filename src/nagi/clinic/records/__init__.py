"""Tables and constraints. No behaviour: what may be done stands in `actions`, who may see it in `access`."""
