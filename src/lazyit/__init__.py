"""lazyit: the self-hosted system of record for IT teams."""
