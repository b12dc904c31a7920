"""The module lazyit.fault of a next version: what goes wrong in it, and where.

A fault that is meant for the live data alone spares every server without fsync: a rehearsal's.
"""

from __future__ import annotations

from tests.upgrade.next.tree import Tree

HEAD = '''"""What is wrong with this version."""

import os
import threading
import time

ONLY_LIVE = {only_live}


def in_migration(connection):
    """Stand between two halves of a migration."""


def in_web(application):
    """Stand before the web role's application."""
    return application


def in_worker():
    """Stand before the worker's first task."""


def strikes(connection):
    """Say whether this is where it goes wrong."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        return not ONLY_LIVE or cursor.fetchone()[0] == "on"


def strikes_here():
    from django.db import connection

    struck = strikes(connection)
    connection.close()
    return struck
'''
NONE = ""
RAISES = """

def in_migration(connection):
    if strikes(connection):
        raise RuntimeError("the rows are half written")
"""
TAKES_LONG = """

def in_migration(connection):
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        time.sleep(8 if cursor.fetchone()[0] == "on" else 0.8)
"""
DEADLOCKS = '''

def in_migration(connection):
    """Two sessions, each waiting for the table that the other one holds."""
    if not strikes(connection):
        return
    met, failed = threading.Barrier(2), []

    def hold(session, tables):
        from django.db import transaction

        try:
            with session.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute(f"LOCK TABLE {tables[0]}")
                met.wait(30)
                cursor.execute(f"LOCK TABLE {tables[1]}")
                cursor.execute("ROLLBACK")
        except Exception as error:
            failed.append(error)
            session.close()

    def other():
        session = connection.copy()
        hold(session, ("assets_location", "assets_asset"))
        session.close()

    thread = threading.Thread(target=other)
    thread.start()
    hold(connection, ("assets_asset", "assets_location"))
    thread.join()
    raise failed[0]
'''
LEAVES_INVALID = """

def in_migration(connection):
    from django.db import IntegrityError

    if strikes(connection):
        try:
            with connection.cursor() as cursor:
                cursor.execute("CREATE UNIQUE INDEX CONCURRENTLY once ON assets_asset (status)")
        except IntegrityError:
            pass
"""
EMPTIES = """

def in_migration(connection):
    if strikes(connection):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM dashboard_dismissal")
"""
CRASHES = """

def in_web(application):
    if strikes_here():
        os._exit(7)
    return application
"""
DIES = '''

def in_web(application):
    """End at the third request, each time anew."""
    left = [3]

    def until_then(environ, start_response):
        left[0] -= 1
        if not left[0] and strikes_here():
            os._exit(7)
        return application(environ, start_response)

    return until_then
'''
NO_SIGN_IN = """

def in_web(application):
    def but_sign_in(environ, start_response):
        if environ["PATH_INFO"] == "/sign-in" and strikes_here():
            raise RuntimeError("no sign-in page")
        return application(environ, start_response)

    return but_sign_in
"""
DEAD_WORKER = """

def in_worker():
    while strikes_here():
        time.sleep(600)
"""


def plant(tree: Tree, fault: str, *, is_live: bool) -> None:
    """Give a version its fault, and the places from which it is called."""
    tree.write("fault.py", HEAD.format(only_live=is_live) + fault)
    calls = "\nfrom lazyit import fault  # noqa: E402\n\n"
    tree.append("config/wsgi.py", f"{calls}application = fault.in_web(application)\n")
    tree.append("config/queue.py", f"{calls}fault.in_worker()\n")
