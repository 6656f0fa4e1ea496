"""Logs name no one: what is thrown away is the request, its values and the text of what went wrong."""

import logging
import re

SECRET = re.compile(r"^/i/.+")
"""The address of a private link: whoever reads it in a log could open it."""


class Nobody(logging.Filter):
    """Keeps where and what kind, drops values: an exception's message may quote a patient."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through, without what could name a person."""
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            places = []
            while trace:
                places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
                trace = trace.tb_next
            record.msg, record.args = f"{record.name}: {kind.__name__} at {' < '.join(reversed(places))}", ()
            record.exc_info = record.exc_text = None
        if isinstance(record.args, tuple):
            record.args = tuple(
                SECRET.sub("/i/…", one) if isinstance(one, str) else one for one in record.args
            )
        record.__dict__.pop("request", None)
        return True
