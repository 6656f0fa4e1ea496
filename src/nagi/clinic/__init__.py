"""The clinic: the web application in which the work is done. Nothing below it knows the web or the database."""
