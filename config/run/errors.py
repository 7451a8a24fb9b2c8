from __future__ import annotations


class StartError(Exception):
    """The program cannot start; the text is one clear sentence in Chinese."""
