#!/usr/bin/env python3
"""Asks a FastAPI service of the same signature, and writes down what it answers.

The tests of SearchHTTP compare with these answers, so that clients written for such a service keep working.

    python3 -m venv venv && venv/bin/pip install -r training/reference/http-requirements.txt
    venv/bin/python training/reference/make_http_goldens.py Tests/SearchHTTPTests/Fixtures/fastapi.json
"""
import base64
import json
import sys
from typing import Annotated

from fastapi import FastAPI, File, Query, UploadFile
from fastapi.testclient import TestClient
from pydantic import StringConstraints

app = FastAPI()
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Limit = Annotated[int, Query(ge=1, le=1000)]


@app.get("/search-by-text")
def search_by_text(query: Annotated[Text, Query()], limit: Limit = 5):
    return {"query": query, "limit": limit}


@app.post("/search-by-image")
def search_by_image(file: Annotated[UploadFile, File()], limit: Limit = 5):
    return {"filename": file.filename, "content": base64.b64encode(file.file.read()).decode(), "limit": limit}


@app.post("/upload")
def upload(file: Annotated[UploadFile, File()]):
    return {"filename": file.filename, "content": base64.b64encode(file.file.read()).decode()}


def form(*parts, boundary="b0undary"):
    """A multipart body of (headers, content) pairs, written out by hand."""
    body = b""
    for headers, content in parts:
        body += b"--" + boundary.encode() + b"\r\n" + headers.encode() + b"\r\n\r\n" + content + b"\r\n"
    return body + b"--" + boundary.encode() + b"--\r\n"


FORM = "multipart/form-data; boundary=b0undary"
FILE = 'Content-Disposition: form-data; name="file"; filename="{}"\r\nContent-Type: image/jpeg'
PICTURE = (FILE.format("x.jpg"), b"fake:1,2,3,")

TEXT_SEARCHES = {
    "words": "query=a+green+tree&limit=4",
    "no query": "",
    "no query, a limit": "limit=3",
    "empty query": "query=",
    "query without a value": "query",
    "blank query": "query=%20%09%0A",
    "blank query of wide spaces": "query=%E3%80%80%C2%A0",
    "query with a space around it": "query=+tree+",
    "plus signs and percent": "query=100%25+%2B+more",
    "broken percent signs": "query=100%+%zz%4",
    "unicode": "query=%F0%9F%8C%B3+%C3%A9t%C3%A9+%E6%A8%B9",
    "invalid UTF-8": "query=%FF%FEtree%C3",
    "truncated UTF-8": "query=%E6%A8tree%F0%9F%8C",
    "surrogates": "query=%ED%A0%80x",
    "NUL": "query=a%00b",
    "repeated query": "query=one&query=two",
    "repeated limit": "query=x&limit=2&limit=3",
    "unknown parameters": "query=x&colour=red&&=&=3&limit=2",
    "encoded names": "%71uery=x&limi%74=2",
    "equals signs": "query=a=b=c",
    "semicolon": "query=a;limit=3",
    "names are case-sensitive": "Query=x",
    "bracketed": "query[]=x",
    "fragment": "query=a%23b",
    "quotes and backslash": "query=%22a%5C%2F%22%3C%3E&limit=%22%5C",
    "control characters in an error": "query=x&limit=%00%01%1F%7F%0A%0D%09%08%0C",
    "emoji in an error": "query=x&limit=%F0%9F%8C%B3%E2%80%A8",
}
LIMITS = [
    "1", "1000", "0", "-1", "1001", "", "+", "abc", "5.0", "5.00", "5.5", "5.", ".5", ".0", "0.0", "+5", "%2B5", "%2B+5",
    "+5+", "%205%20", "%095%0A", "5%00", "1_0", "1__0", "_1", "1_", "-0", "00012", "0x10", "1e3", "1e0", "Infinity", "nan",
    "true", "null", "%D9%A5", "%EF%BC%95", "99999999999999999999", "-99999999999999999999", "5,0", "--5", "%2B-5", "5 5",
    "1000.0", "1001.0", "1_000.0", "%C2%A05", "%E3%80%805", "%1F5", "%1C5", "%0B5", "%0C5", "%C2%855", "%E2%80%8B5",
    "-", "-1.0", "0_1", "-_1", "00_1", "_0", "1_000", "9" * 30 + ".0", "%2B0", "-00", "5.0_0", "5.0.0", "5e0",
    "0" * 40 + "7", "9" * 4300, "9" * 4301, "-1001", "x" * 4301,
]
UPLOADS = {
    "a picture": (FORM, form(PICTURE)),
    "no body": (None, b""),
    "no body, form": (FORM, b""),
    "a form without parts": (FORM, b"--b0undary--\r\n"),
    "another field": (FORM, form((PICTURE[0].replace('"file"', '"picture"'), PICTURE[1]))),
    "a text field called file": (FORM, form(('Content-Disposition: form-data; name="file"', b"words"))),
    "an empty text field called file": (FORM, form(('Content-Disposition: form-data; name="file"', b""))),
    "no file chosen": (FORM, form((FILE.format(""), b""))),
    "a file with an empty name": (FORM, form((FILE.format(""), b"fake:1,2,3,"))),
    "an empty file": (FORM, form((FILE.format("x.jpg"), b""))),
    "two files, the last counts": (FORM, form((FILE.format("1.jpg"), b"one"), (FILE.format("2.jpg"), b"two"))),
    "a file and then a text field": (FORM, form(PICTURE, ('Content-Disposition: form-data; name="file"', b"words"))),
    "other fields around": (FORM, form(('Content-Disposition: form-data; name="a"', b"1"), PICTURE,
                                       ('Content-Disposition: form-data; name="z"', b"2"))),
    "JSON": ("application/json", b'{"file": "x"}'),
    "a bare picture": ("image/jpeg", b"fake:1,2,3,"),
    "urlencoded": ("application/x-www-form-urlencoded", b"file=x"),
    "no boundary": ("multipart/form-data", form(PICTURE)),
    "empty boundary": ("multipart/form-data; boundary=", form(PICTURE)),
    "wrong boundary": ("multipart/form-data; boundary=other", form(PICTURE)),
    "quoted boundary": ('multipart/form-data; boundary="b0undary"', form(PICTURE)),
    "boundary of other characters": ("multipart/form-data; boundary=\"a'()+_,-./:=? b\"",
                                     form(PICTURE, boundary="a'()+_,-./:=? b")),
    "upper case": ("Multipart/Form-Data; Charset=utf-8; BOUNDARY=b0undary", form(
        (PICTURE[0].upper().replace("FILE", "file").replace("file" + 'NAME="X.JPG', 'FILENAME="x.jpg'), PICTURE[1]))),
    "a quote in the name": (FORM, form((FILE.format('a\\"b.jpg'), b"x"))),
    "a backslash in the name": (FORM, form((FILE.format("a\\\\b.jpg"), b"x"))),
    "a percent in the name": (FORM, form((FILE.format("100%22.jpg"), b"x"))),
    "unicode in the name": (FORM, form((FILE.format("été 樹.jpg"), b"x"))),
    "a semicolon in the name": (FORM, form((FILE.format("a;b=c.jpg"), b"x"))),
    "an unquoted name": (FORM, form(("Content-Disposition: form-data; name=file; filename=x.jpg", b"x"))),
    "an extended name": (FORM, form(
        ("Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''%C3%A9t%C3%A9%20%E6%A8%B9.jpg", b"x"))),
    "no name at all": (FORM, form(('Content-Disposition: form-data; filename="x.jpg"', b"x"))),
    "no disposition": (FORM, form(("Content-Type: image/jpeg", b"x"))),
    "cut off in the content": (FORM, form(PICTURE)[:-20]),
    "cut off in the last boundary": (FORM, form(PICTURE)[:-6]),
    "cut off in the headers": (FORM, form(PICTURE)[:50]),
    "a boundary's beginning in the content": (FORM, form((PICTURE[0], b"a\r\n--b0undar\r\n--\r\n\r\n--b0undar!b"))),
    "line ends in the content": (FORM, form((PICTURE[0], b"\r\n\r\n\r\r\n\n"))),
    "an epilogue": (FORM, form(PICTURE) + b"after"),
}


def answer(client, name, method, target, headers=None, body=None):
    response = client.request(method, target, headers=headers or {}, content=body, follow_redirects=False)
    entry = {"name": name, "method": method, "target": target, "status": response.status_code}
    if response.status_code == 200:
        entry["understood"] = response.json()
    else:
        entry["answer"] = response.text
    if "allow" in response.headers:
        entry["allow"] = response.headers["allow"]
    if headers:
        entry["contentType"] = headers["Content-Type"]
    if body is not None:
        entry["body"] = base64.b64encode(body).decode()
    return entry


def main(path):
    client = TestClient(app, raise_server_exceptions=False)
    entries = [answer(client, name, "GET", "/search-by-text?" + query) for name, query in TEXT_SEARCHES.items()]
    for limit in LIMITS:
        entries.append(answer(client, f"limit {limit[:40]}", "GET", f"/search-by-text?query=x&limit={limit}"))
    for name, (content_type, body) in UPLOADS.items():
        headers = {"Content-Type": content_type} if content_type else None
        entries.append(answer(client, name, "POST", "/upload", headers, body))
        entries.append(answer(client, name, "POST", "/search-by-image?limit=7", headers, body))
    for target in ["/search-by-image?limit=0", "/search-by-image?limit=x"]:
        entries.append(answer(client, "two faults", "POST", target, {"Content-Type": FORM}, b"--b0undary--\r\n"))
        entries.append(answer(client, "a bad limit", "POST", target, {"Content-Type": FORM}, form(PICTURE)))
    for method, target in [("GET", "/nowhere"), ("POST", "/search-by-text"), ("GET", "/upload"), ("PUT", "/upload"),
                           ("DELETE", "/search-by-image"), ("OPTIONS", "/upload"), ("PATCH", "/search-by-text?query=x")]:
        entries.append(answer(client, f"{method} {target}", method, target))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(entries, file, ensure_ascii=True, indent=1)
        file.write("\n")


main(sys.argv[1])
