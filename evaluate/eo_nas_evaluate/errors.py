"""Errors that a user can mend."""


class EvaluateError(Exception):
    """What is wrong, where, and what to do; the command line prints it without a traceback."""
