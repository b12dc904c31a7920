"""The application as the web server runs it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from lazyit.instance.forked import die_with_server

if os.environ.get("LAZYIT_ROLE") == "web":
    die_with_server()  # its main process may be killed, and must leave no worker behind

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lazyit.config.settings")
application = get_wsgi_application()
