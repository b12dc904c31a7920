"""lazyit: the self-hosted system of record for IT teams."""

__version__ = "0.3.0"
