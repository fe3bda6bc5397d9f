"""Prints a user's calendar through the vault's REST reference: no SDK, nothing but the standard library.

ALTER_VAULT, ALTER_API_KEY and ALTER_USER_TOKEN (the user's JWT) say who asks, the argument which URL to call.
"""
import json
import os
import sys
import urllib.error
import urllib.request

VAULT = os.environ.get("ALTER_VAULT", "http://localhost:4401")
HEADERS = {"x-api-key": os.environ["ALTER_API_KEY"], "x-alter-user-token": os.environ["ALTER_USER_TOKEN"]}


def ask(path, method="GET", body=None, **headers):
    data = None if body is None else json.dumps(body).encode()
    headers = {**HEADERS, "content-type": "application/json", **headers}
    with urllib.request.urlopen(urllib.request.Request(VAULT + path, data, headers, method=method)) as answer:
        return json.load(answer)


try:
    events = ask("/sdk/proxy", **{"x-alter-url": sys.argv[1], "x-alter-provider": "google"})
    print(events["summary"], *(event["summary"] for event in events["items"]), sep="\n")
except urllib.error.HTTPError as error:
    problem = json.load(error)
    if problem.get("code") != "grant_not_found":
        sys.exit(f"{problem.get('code', error.code)}: {problem.get('detail')}")
    session = {"user_token": HEADERS["x-alter-user-token"], "allowed_providers": ["google"], "delivery": "poll"}
    print("Connect first:", ask("/sdk/oauth/connect/session", "POST", session)["connect_url"])
