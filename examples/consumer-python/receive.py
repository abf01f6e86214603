"""Receives what Bellhook delivers to a destination, and stores every event exactly once in SQLite. Needs Python 3.9 or newer:
pip install -r requirements.txt
SIGNING_SECRET=whsec_... python3 receive.py
"""
import json
import os
import sqlite3
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

from standardwebhooks import Webhook, WebhookVerificationError

PORT = int(os.environ.get("PORT", "4000"))
# While a secret is rotated, give both, separated by a comma.
WEBHOOKS = [Webhook(secret) for secret in os.environ["SIGNING_SECRET"].split(",")]
MOST_BYTES = 32 * 1024 * 1024

database = sqlite3.connect(os.environ.get("DATABASE", "events.db"), check_same_thread=False)
database.execute("create table if not exists events (id text primary key, type text, subject text, data text)")
lock = Lock()


def verified(body, headers):
    """Returns whether the body is genuine and not older than 5 minutes."""
    for webhook in WEBHOOKS:
        try:
            webhook.verify(body, headers)
            return True
        except (WebhookVerificationError, ValueError):
            pass  # The next secret can fit. ValueError: the signature, or the body, is damaged.
    return False


def handle(event):
    """Replace this with your own work, in the same transaction."""
    values = (event["id"], event["type"], event["subject"], json.dumps(event["data"]))
    if database.execute("insert or ignore into events values (?, ?, ?, ?)", values).rowcount == 1:
        print(event["type"], event["subject"], flush=True)


class Receiver(BaseHTTPRequestHandler):
    timeout = 30  # Seconds without a byte.

    def do_POST(self):
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return self.answer(413)
        body = self.rfile.read(int(length))
        if not verified(body, dict(self.headers)):
            return self.answer(401)
        # One event, or a batch of them.
        value = json.loads(body)
        # Answer 2xx after the commit only. The gateway repeats everything else.
        with lock, database:
            for event in value if isinstance(value, list) else [value]:
                handle(event)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", PORT), Receiver)
print("ready", flush=True)
server.serve_forever()
