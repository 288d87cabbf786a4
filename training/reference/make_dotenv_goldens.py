"""Writes Tests/SearchCLITests/Fixtures/dotenv.json: how python-dotenv 1.2.2 reads lines of .env files.

    python3 -m venv venv && venv/bin/pip install python-dotenv==1.2.2
    venv/bin/python training/reference/make_dotenv_goldens.py
"""
import io
import json
import pathlib

from dotenv import dotenv_values

CASES = [
    "A=1", "A=1\nB=2", "A=1\nA=2", "A=", "A= spaced value ", "  A=1", "export A=1", "# A=1", "A=1 # comment", "A=1#not",
    'A="quoted # value"', "A='single # value'", 'A="with \\"escapes\\" and \\n newline"', "A='no \\n escape'",
    "A='it\\'s'", 'A="x" # comment', "A = 1", "A=a=b=c", "A=https://host/path?x=1&y=2", "A=ünïcode 🌳", "\n\n A=1 \n\n",
    "A='x'\r\nB=2\r\n", 'A="tab\\tend"', 'A="back\\\\slash"', "A=#comment", "A= # comment", "A=p@ss#word", "A=\"\"", "A=''",
]

out = pathlib.Path(__file__).parents[2] / "Tests/SearchCLITests/Fixtures/dotenv.json"
cases = [{"text": c, "values": dotenv_values(stream=io.StringIO(c), interpolate=False)} for c in CASES]
out.write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n")
