"""The only place that mounts domains: settings, URLs, WSGI, task queue."""
