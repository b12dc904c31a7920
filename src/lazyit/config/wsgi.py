"""The application as the web server runs it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from lazyit.foundation.operations import startup
from lazyit.foundation.operations.guard import refuse_unless_ready
from lazyit.instance.forked import die_with_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lazyit.config.settings")
if role := os.environ.get("LAZYIT_ROLE"):
    die_with_server()  # its main process may be killed, and must leave no worker behind
    refuse_unless_ready(role)

application = get_wsgi_application()
startup.announce()
