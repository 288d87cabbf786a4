"""Writes Tests/SearchCLITests/Fixtures/dotenv.json: how python-dotenv 1.2.2 reads .env files.

    python3 -m venv venv && venv/bin/pip install python-dotenv==1.2.2
    venv/bin/python training/reference/make_dotenv_goldens.py

As load_dotenv does it: variables of the environment win over those of the file, in ${NAME} too.
With a number and a seed it prints so many texts made by chance instead of writing the file.
"""
import json
import logging
import os
import pathlib
import random
import sys
import tempfile

from dotenv.main import DotEnv

CASES = [
    "A=1", "A=1\nB=2", "A=1\nA=2", "A=", "A= spaced value ", "  A=1", "export A=1", "# A=1", "A=1 # comment", "A=1#not",
    'A="quoted # value"', "A='single # value'", 'A="with \\"escapes\\" and \\n newline"', "A='no \\n escape'",
    "A='it\\'s'", 'A="x" # comment', "A = 1", "A=a=b=c", "A=https://host/path?x=1&y=2", "A=ünïcode 🌳", "\n\n A=1 \n\n",
    "A='x'\r\nB=2\r\n", 'A="tab\\tend"', 'A="back\\\\slash"', "A=#comment", "A= # comment", "A=p@ss#word", "A=\"\"", "A=''",
    # keys
    "'A'=1", "'A B'=1", "''=1\nB=2", "'A=1\nB'=2\nC=3", "export 'A'=1", "exportA=1", "export=1", "export\tA=1", "A", "A=1\nA",
    "A B=1\nC=2", "=1\nB=2", "A#B=1\nC=2", "\"A\"=1", "A.b-c=1", "A =1", "A\t=\t1", "é=1",
    # values
    'A="x"y\nB=1', "A='x' y\nB=1", 'A="open\nB=1', "A='open\nB=1", 'A="two\nlines"\nB=1', "A='two\nlines'\nB=1", 'A="a\\"\nB=1',
    "A='a\\'\nB=1", 'A="a\\\\"\nB=1', "A=x'y'", 'A=x"y" z', "A=\\n", 'A="\\a\\b\\f\\r\\v\\x\\\'"', "A='\\\\ \\\" \\n'", "A=x\t# c",
    "A=x\u00a0# c", "A=x\u2003", "A=x\u001c# c", "A=1\rB=2", "A=1\r\n\r\nB=2", 'A="x\r\ny"', "A='#'", "A=\"\" # c\nB=1", "A=# c", "A= ",
    # variables
    "A=1\nB=${A}", "A=1\nB='${A}'", 'A=1\nB="${A}/x"', "B=${A}\nA=1", "A=${HOME}/img", "HOME=/mine\nA=${HOME}", "A=${NO}",
    "A=${NO:-x y}", "A=${HOME:-x}", "A=${EMPTY:-x}", "A=${NO-x}", "A=${NO:=x}", "A=$HOME", "A=${HOME", "A=${NO:-${HOME}}",
    "A=$${HOME}", "A=\\${HOME}", "A=${}", "A=${:-x}", "A=${NO:-}", "A=${NO:-a}${HOME}b", "A\nB=${A:-x}", "A=1\nA=${A}2\nB=${A}",
    "A=${B}\nB=${A}", "'${A}'=1", "A=${HOME:-x", "A=${a b}", "A=1\nB=${A }", "A=${A}", "A=p${4$", "A=${NO:-a:-b}",
]
ENVIRONMENT = {"HOME": "/home/me", "EMPTY": ""}


def read(text: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, ".env")
        path.write_bytes(text.encode())
        values = DotEnv(str(path), encoding="utf-8", override=False).dict()
    return {key: value for key, value in values.items() if value is not None}


def chance(count: int, seed: int) -> list[str]:
    parts = ["A", "B", "HOME", "=", "=", "\n", "\n", " ", "\t", "'", "'", '"', '"', "\\", "#", "${", "}", ":-", "$", "export ", "x", "\r",
             "${A}", "${HOME}", "A=", "B=", "é", "\u00a0", ":", "\\n"]
    generator = random.Random(seed)
    return ["".join(generator.choices(parts, k=generator.randint(1, 16))) for _ in range(count)]


logging.disable()
os.environ.clear()
os.environ.update(ENVIRONMENT)
if len(sys.argv) == 3:
    print(json.dumps([{"text": c, "values": read(c)} for c in chance(*map(int, sys.argv[1:]))]))
else:
    out = pathlib.Path(__file__).parents[2] / "Tests/SearchCLITests/Fixtures/dotenv.json"
    out.write_text(json.dumps([{"text": c, "values": read(c)} for c in CASES], ensure_ascii=False, indent=1) + "\n")
