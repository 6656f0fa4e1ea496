"""The itemised consent form, filled from plan, prices and clinic, bound to them by a hash."""
