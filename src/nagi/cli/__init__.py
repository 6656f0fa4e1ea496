"""The command line: parse, call one service, print."""

from nagi.cli.app import main

__all__ = ["main"]
