#!/usr/bin/env python3
"""Makes forms out of awkward pieces, and writes down how python-multipart takes them apart.

The tests of SearchHTTP parse the same bodies, and use them as seeds for random damage.

    python3 -m venv venv && venv/bin/pip install -r training/reference/http-requirements.txt
    venv/bin/python training/reference/make_multipart_goldens.py Tests/SearchHTTPTests/Fixtures/multipart.json
"""
import base64
import json
import random
import string
import sys

from python_multipart.multipart import FormParser

BOUNDARY_CHARACTERS = string.ascii_letters + string.digits + "'()+_,-./:=?"


def boundary(rng):
    text = "".join(rng.choice(BOUNDARY_CHARACTERS) for _ in range(rng.choice([1, 2, 8, 30, 70])))
    return rng.choice([text, "-" * 26 + text[:20], "----WebKitFormBoundary" + text[:16]])


def content(rng, bound):
    pieces = [b"\r\n", b"\r", b"\n", b"--", b"-", b"\r\n--", b"\r\n\r\n", b"\r\r\n--", b"--" + bound.encode(),
              b"\r\n--" + bound.encode()[:-1], b"\n--" + bound.encode(), b"\r--" + bound.encode() + b"\r\n",
              b"\r\n-" + bound.encode(), bytes(rng.randrange(256) for _ in range(40)), b"\0", b"words", b"\xff\xd8\xff"]
    return b"".join(rng.choice(pieces) for _ in range(rng.randrange(12)))


def name(rng):
    return rng.choice(["file", "a", "été", "a b", "x;y=z", "樹🌳.jpg", "100%.png", "a'b", "C:/x.jpg", ".", "a,b", "a=b"])


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def part(rng, bound):
    field, file, body = name(rng), name(rng) + rng.choice(["", '"', "\\", '\\"']), content(rng, bound)
    has_file = rng.random() < 0.7
    disposition = rng.choice(["Content-Disposition", "content-disposition", "CONTENT-DISPOSITION"])
    head = disposition + ":" + rng.choice(["", " ", "  ", "\t"]) + "form-data; name=" + quoted(field)
    if has_file:
        head += rng.choice(["; ", ";", " ; "]) + "filename=" + quoted(file)
    lines = [head] + rng.sample(["Content-Type: image/jpeg", "Content-Length: 3", "X-Other: a; name=\"no\""], rng.randrange(3))
    rng.shuffle(lines)
    return {"name": field, "fileName": file if has_file else None, "content": body}, "\r\n".join(lines).encode()


def form(rng):
    bound = boundary(rng)
    parts = [part(rng, bound) for _ in range(rng.randrange(1, 5))]
    body = b"".join(b"--" + bound.encode() + b"\r\n" + head + b"\r\n\r\n" + known["content"] + b"\r\n" for known, head in parts)
    return bound, [known for known, _ in parts], body + b"--" + bound.encode() + b"--" + rng.choice([b"\r\n", b""])


def reference(bound, body):
    """The parts as python-multipart sees them."""
    found = []

    def text(value):
        return None if value is None else value.decode()

    def on_field(field):
        found.append({"name": text(field.field_name), "fileName": None, "content": field.value or b""})

    def on_file(file):
        file.file_object.seek(0)
        found.append({"name": text(file.field_name), "fileName": text(file.file_name), "content": file.file_object.read()})

    parser = FormParser("multipart/form-data", on_field, on_file, boundary=bound)
    parser.write(body)
    parser.finalize()
    return found


def main(path):
    rng = random.Random(20260)
    entries = []
    while len(entries) < 150:
        bound, known, body = form(rng)
        try:
            found = reference(bound, body)
        except Exception as error:  # A form that the reference refuses shows nothing.
            print("refused:", error, file=sys.stderr)
            continue
        if found != known:
            print("differs:", known, found, file=sys.stderr)
            continue
        parts = [dict(item, content=base64.b64encode(item["content"]).decode()) for item in found]
        entries.append({"boundary": bound, "body": base64.b64encode(body).decode(), "parts": parts})
    with open(path, "w", encoding="utf-8") as file:
        json.dump(entries, file, indent=0)
        file.write("\n")


main(sys.argv[1])
