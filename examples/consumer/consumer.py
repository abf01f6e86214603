"""Follows the feed of Bellhook, and stores every event exactly once in SQLite. Needs Python 3.9 or newer, and no packages:
BELLHOOK_TOKEN=... python3 consumer.py
"""
import json
import os
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request

URL = os.environ.get("BELLHOOK_URL", "http://127.0.0.1:3000")
TOKEN = os.environ.get("BELLHOOK_TOKEN", "")

database = sqlite3.connect(os.environ.get("DATABASE", "consumer.db"))
database.executescript(
    """
    create table if not exists feed (only integer primary key check (only = 1), cursor text);
    insert or ignore into feed values (1, null);
    create table if not exists events (id text primary key, type text, subject text, corrects text, data text);
    """
)


def read_page(cursor):
    """Retries until the gateway answers."""
    query = urllib.parse.urlencode({"limit": 200, **({"after": cursor} if cursor else {})})
    request = urllib.request.Request(f"{URL}/api/events?{query}", headers={"Authorization": f"Bearer {TOKEN}"})
    pause = 1
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            # 400, 401, and 410 (CURSOR_EXPIRED) need a person: a retry cannot help, and starting over would hide a gap.
            if error.code < 500 and error.code != 429:
                raise SystemExit(f"Bellhook answers {error.code}: {error.read().decode()}")
        except OSError:
            pass  # The gateway does not answer.
        time.sleep(pause)
        pause = min(pause * 2, 60)


def handle(event):
    """Replace this with your own work, in the same transaction. `corrects` names an earlier event that this one replaces."""
    database.execute(
        "insert or ignore into events values (?, ?, ?, ?, ?)",
        (event["id"], event["type"], event["subject"], event.get("corrects"), json.dumps(event["data"])),
    )
    print(event["type"], event["subject"], flush=True)


while True:
    (cursor,) = database.execute("select cursor from feed").fetchone()
    page = read_page(cursor)
    # The events and the cursor are committed together, so a crash repeats nothing and loses nothing.
    with database:
        for event in page["events"]:
            handle(event)
        database.execute("update feed set cursor = ?", (page["cursor"],))
    if not page["events"]:
        time.sleep(1)
