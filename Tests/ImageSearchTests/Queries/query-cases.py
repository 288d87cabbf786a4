#!/usr/bin/env python3
"""A second parser of the query language, written from docs/query-language.md: it shows that query-cases.json can be run by one.

usage: query-cases.py           compares every case with what this parser makes of its text
       query-cases.py --write   writes what this parser makes of the texts back into the file; review the difference
"""
import datetime
import json
import math
import pathlib
import re
import sys

FILE = pathlib.Path(__file__).with_name("query-cases.json")
CONDITIONS = "in source name type shape size width height after before date since camera place near".split()
KEYS = CONDITIONS + "id picture sort duplicates limit".split()
SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
IS_SPACE = re.compile(f"[{SPACE}]")
CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]")
NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
WORD = re.compile(f"[^{SPACE}]*")
PART = re.compile(r"(.*)(@[-.,0-9]*)", re.S)
GREATEST = 2**53 - 1
UNITS = [("TiB", 2**40), ("TB", 10**12), ("GiB", 2**30), ("GB", 10**9), ("MiB", 2**20), ("MB", 10**6), ("KiB", 2**10),
         ("kB", 1000), ("B", 1)]
NAMES = {
    "type": {n: n for n in "jpeg png webp gif heic avif".split()} | {"jpg": "jpeg", "heif": "heic"},
    "shape": {n: n for n in "landscape portrait square".split()},
    "sort": {n: n for n in "relevance newest oldest".split()},
    "duplicates": {n: n for n in "content picture scene".split()} | {"collapse": "picture"},
}
CODES = {"sort": "order", "duplicates": "duplicates", "limit": "limit"}
BOUNDS = (-62135596800, 253402300800)


class Wrong(Exception):
    def __init__(self, code, position=None):
        self.code, self.position = code, position


def lower(text):
    return re.sub("[A-Z]", lambda m: m[0].lower(), text)


def distance(a, b):
    rows = [list(range(len(b) + 1))]
    for i in range(1, len(a) + 1):
        row = [i]
        for j in range(1, len(b) + 1):
            d = min(rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]), rows[i - 1][j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                d = min(d, rows[i - 2][j - 2] + 1)
            row.append(d)
        rows.append(row)
    return rows[-1][-1]


def nearest(word):
    if not 1 < len(word) <= 12:
        return None
    best = min(KEYS, key=lambda k: distance(lower(word), k))
    return best if distance(lower(word), best) <= (1 if len(word) <= 4 else 2) else None


# Numbers

def decimal(text, signed=False):
    return float(text) if re.fullmatch(("-?" if signed else "") + NUMBER, text) else None


def show(value):
    mantissa, _, exponent = repr(abs(value)).partition("e")
    digits = mantissa.removesuffix(".0")
    if exponent:
        digits = "0." + "0" * (-int(exponent) - 1) + digits.replace(".", "")
    return ("-" if value < 0 else "") + digits


def count(text):
    return int(text) if re.fullmatch("[0-9]+", text) and int(text) <= GREATEST else None


def size(text):
    match = re.fullmatch(f"({NUMBER})([a-zA-Z]*)", text)
    units = {lower(n): s for n, s in UNITS}
    if not match or lower(match[2]) not in units:
        return None
    exact = float(match[1]) * units[lower(match[2])]
    value = math.floor(exact) + (exact % 1 >= 0.5)
    return value if value <= GREATEST else None


def show_size(n):
    if n == 0:
        return "0B"
    return min((f"{n // s}{u}" for u, s in UNITS if n % s == 0), key=len)


def sides(text):
    if ".." not in text:
        return text, text
    a, b = text.split("..", 1)
    return (a, b) if a or b else None


def number_range(text, read):
    for sign, make in [(">=", lambda n: (n, None)), (">", lambda n: (n + 1, None)), ("<=", lambda n: (None, n)),
                       ("<", lambda n: (None, n - 1))]:
        if text.startswith(sign):
            n = read(text[len(sign):])
            if n is None:
                raise Wrong("filter")
            pair = make(n)
            break
    else:
        pair = read_sides(text, read, read)
    if any(n is not None and not 0 <= n <= GREATEST for n in pair) or None not in pair and pair[0] > pair[1]:
        raise Wrong("filter")
    return pair


def read_sides(text, first, last):
    both = sides(text)
    if not both:
        raise Wrong("filter")
    pair = [read(t) if t else None for t, read in zip(both, (first, last))]
    if any(t and v is None for t, v in zip(both, pair)):
        raise Wrong("filter")
    return tuple(pair)


def show_range(pair, show):
    def digits(n):
        return len(re.match("[0-9]*", show(n))[0].rstrip("0"))

    low, high = pair
    if None not in pair:
        return show(low) if low == high else f"{show(low)}..{show(high)}"
    if high is None:
        return ">" + show(low - 1) if low > 0 and digits(low - 1) <= digits(low) else ">=" + show(low)
    return "<" + show(high + 1) if high < GREATEST and digits(high + 1) <= digits(high) else "<=" + show(high)


# Times: days of the year 0 and of 10000 are moved into years that Python knows.

def days(year, month=1, day=1):
    shift = 400 if year < 1 else -400 if year > 9999 else 0
    return datetime.date(year + shift, month, day).toordinal() - 719163 - (146097 if shift > 0 else -146097 if shift else 0)


def period(text):
    match = re.fullmatch("([0-9]{4}|10000)(?:-([0-9]{2})(?:-([0-9]{2})(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?)?)?", text)
    if not match:
        return None
    y, m, d, hour, minute, second = (int(g) if g else None for g in match.groups())
    try:
        start = days(y, 1 if m is None else m, 1 if d is None else d) * 86400
    except ValueError:
        return None
    if hour is not None:
        if hour > 23 or minute > 59 or (second or 0) > 59:
            return None
        start += hour * 3600 + minute * 60 + (second or 0)
        return start, start + (60 if second is None else 1)
    if m is None:
        return start, days(y + 1) * 86400
    if d is None:
        return start, days(y + m // 12, m % 12 + 1) * 86400
    return start, start + 86400


def fields(moment):
    day, second = divmod(moment, 86400)
    shift = 146097 if day < days(1) else -146097 if day >= days(10000) else 0
    date = datetime.date.fromordinal(day + 719163 + shift)
    year = date.year - (400 if shift > 0 else -400 if shift else 0)
    return [f"{year:04}", f"-{date.month:02}", f"-{date.day:02}", f"T{second // 3600:02}:{second // 60 % 60:02}", f":{second % 60:02}"]


def show_period(moment, unit):
    return "".join(fields(moment)[:unit + 1])


def unit(moment):
    return next(u for u in range(5) if period(show_period(moment, u))[0] == moment)


def time_range(pair):
    if any(t is not None and not BOUNDS[0] <= t <= BOUNDS[1] for t in pair) or None not in pair and pair[0] >= pair[1]:
        raise Wrong("filter")
    return pair


def show_times(pair):
    for u in range(5):
        if None not in pair and period(show_period(pair[0], u)) == pair:
            return show_period(pair[0], u)
    return show_span(pair)


def show_span(pair):
    u = max(unit(t) for t in pair if t is not None)
    return "..".join(["" if pair[0] is None else show_period(pair[0], u), "" if pair[1] is None else show_period(pair[1] - 1, u)])


# Conditions: a key and a value become a key and a value in their canonical form.

def condition(key, value):
    if key in NAMES:
        if lower(value) not in NAMES[key]:
            raise Wrong("filter")
        return key, NAMES[key][lower(value)]
    if key in ("size", "width", "height"):
        read, write = (size, show_size) if key == "size" else (count, str)
        return key, show_range(number_range(value, read), write)
    if key in ("after", "before"):
        if not period(value):
            raise Wrong("filter")
        start = period(value)[0]
        return key, show_period(*(lambda t: (t, unit(t)))(time_range((start, None) if key == "after" else (None, start))[key != "after"]))
    if key in ("date", "since"):
        pair = read_sides(value, lambda t: (period(t) or [None])[0], lambda t: (period(t) or [0, None])[1])
        if key == "since":
            pair = time_range((period(value)[0], None) if period(value) else pair)
            return key, show_period(pair[0], unit(pair[0])) if pair[1] is None else show_span(pair)
        low, high = time_range(pair)
        if high is None:
            return "after", show_period(low, unit(low))
        return ("before", show_period(high, unit(high))) if low is None else ("date", show_times(pair))
    if key == "near":
        match = re.fullmatch(f"(-?{NUMBER}),(-?{NUMBER}),({NUMBER})(km|mi|m)", lower(value))
        if not match:
            raise Wrong("filter")
        north, east, radius = (float(match[i]) for i in (1, 2, 3))
        radius /= {"km": 1, "mi": 1 / 1.609344, "m": 1000}[match[4]]
        if abs(north) > 90 or abs(east) > 180 or not 0.001 <= radius <= 20100:
            raise Wrong("filter")
        return key, f"{show(north)},{show(east)},{show(radius)}km"
    if "\0" in value:
        raise Wrong("filter")
    return key, value.rstrip("/") if key == "in" else value


# Tokens

class Lexer:
    def __init__(self, text):
        self.text, self.at = text, 0

    def peek(self, ahead=0):
        return self.text[self.at + ahead:self.at + ahead + 1]

    def word(self):
        match = WORD.match(self.text, self.at)
        self.at = match.end()
        return match[0]

    def quoted(self):
        start, content = self.at, ""
        self.at += 1
        while char := self.peek():
            self.at += 1
            if char == '"':
                return content
            escape = re.compile(r'(["\\])|u\{([0-9a-fA-F]{1,6})\}').match(self.text, self.at) if char == "\\" else None
            if escape and escape[1]:
                content += escape[1]
            elif escape and (code := int(escape[2], 16)) < 0x110000 and not 0xD800 <= code < 0xE000:
                content += chr(code)
            else:
                content += char
                continue
            self.at = escape.end()
        raise Wrong("text", start)

    def next(self):
        while IS_SPACE.match(self.peek()):
            self.at += 1
        if not self.peek():
            return None
        token = {"position": self.at, "sign": None, "weight": None, "note": None}
        if self.peek() in "+-" and self.peek(1) not in ("+", "-"):
            token["sign"] = 1 if self.peek() == "+" else -1
            self.at += 1
            if not self.peek() or IS_SPACE.match(self.peek()):
                return token | {"is": "sign"}
        if match := re.compile(f"({NUMBER}):(?=[^0-9{SPACE}])").match(self.text, self.at):
            token["weight"] = float(match[1])
            self.at = match.end()
        try:
            return token | self.body(token)
        except Wrong as wrong:
            raise Wrong(wrong.code, token["position"] if wrong.position is None else wrong.position)

    def body(self, token):
        if self.peek() == '"':
            return {"is": "words", "words": self.quoted()}
        if match := re.compile("([a-zA-Z]+):").match(self.text, self.at):
            key = lower(match[1])
            if key in KEYS:
                self.at = match.end()
                return self.option(key)
            if meant := nearest(match[1]):
                token["note"] = {"typed": match[1], "meant": meant, "position": token["position"]}
        word = self.word()
        if is_path(word):
            return picture("picture", *part_of(word))
        if token["sign"] is None and token["weight"] is None and lower(word) == "likely":
            return {"is": "likely"}
        if token["sign"] != 1 and token["weight"] is None and lower(word) == "fav":
            return {"is": "fav"}
        return {"is": "words", "words": word}

    def option(self, key):
        if self.peek() == '"':
            value, rest = self.quoted(), self.word()
            if key in ("id", "picture"):
                return picture(key, value, rest)
            if rest:
                raise Wrong("text")
            return {"is": "option", "key": key, "value": value}
        value = self.word()
        if key in ("id", "picture"):
            return picture(key, *part_of(value))
        if not value:
            raise Wrong(CODES.get(key, "filter"))
        return {"is": "option", "key": key, "value": value}


def is_path(word):
    return any(word.startswith(p) and len(word) > len(p) for p in ("./", "../", "/", "~/"))


def part_of(name):
    match = PART.fullmatch(name)
    return (match[1], match[2]) if match and "," in match[2] else (name, "")


def picture(key, name, suffix):
    term = {key: name}
    if suffix:
        match = re.fullmatch(f"@({NUMBER}),({NUMBER}),({NUMBER}),({NUMBER})", suffix)
        part = [float(g) for g in match.groups()] if match else None
        if not part or not (part[2] > 0 and part[3] > 0 and part[0] + part[2] <= 1 + 1e-9 and part[1] + part[3] <= 1 + 1e-9):
            raise Wrong("part")
        term["part"] = part
    if key == "picture" and not name:
        raise Wrong("picture")
    if key == "id":
        if not re.fullmatch("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", name):
            raise Wrong("id")
        term["id"] = lower(name)
    return {"is": "picture", "term": term}


# Queries, in their JSON form

def parse(text):
    if len(text) > 10000:
        raise Wrong("text", 10000)
    lexer, items, clauses, options, notes = Lexer(text), [], [], {}, []
    sign, open_sign, current, likely = 1, None, None, None
    while token := lexer.next():
        if token["note"]:
            notes.append(token["note"])
        position, glued = token["position"], token["sign"]
        weight = (glued or sign) * (1 if token["weight"] is None else token["weight"])
        match token["is"]:
            case "sign":
                if open_sign is not None:
                    raise Wrong("text", open_sign)
                sign, open_sign, current = glued, position, None
            case "words":
                if not re.sub(f"[{SPACE}]", "", token["words"]):
                    raise Wrong("query", position)
                if glued is None and token["weight"] is None and current:
                    current["words"] += " " + token["words"]
                else:
                    items.append({"words": token["words"], "weight": weight, "position": position})
                    if glued is None:
                        current = items[-1]
            case "picture":
                items.append(token["term"] | {"weight": weight, "position": position})
            case "likely":
                likely = position
            case "fav":
                clauses.append((glued == -1, "fav", True))
            case "option":
                option(token, clauses, options)
        if token["is"] in ("words", "picture"):
            open_sign = None
    if open_sign is not None:
        raise Wrong("text", open_sign)
    for item in items:
        if not 0.01 <= abs(item["weight"]) <= 100:
            raise Wrong("weight", item["position"])
    query = finish(items, clauses, options, likely)
    if len(print_query(query)) > 10000:
        raise Wrong("text")
    return query, notes


def option(token, clauses, options):
    key, value, position = token["key"], token["value"], token["position"]
    code = CODES.get(key, "filter")
    if token["weight"] is not None:
        raise Wrong("weight", position)
    try:
        if key in CONDITIONS:
            clauses.append((token["sign"] == -1, *condition(key, value)))
            return
        if token["sign"] == -1 or key in options:
            raise Wrong(code)
        if key == "limit":
            value = count(value)
            if value is None or not 1 <= value <= 5000:
                raise Wrong(code)
        elif lower(value) not in NAMES[key]:
            raise Wrong(code)
        options[key] = (value if key == "limit" else NAMES[key][lower(value)], position)
    except Wrong as wrong:
        raise Wrong(wrong.code, position)


def finish(items, clauses, options, likely):
    query = {}
    if len(items) > 32:
        raise Wrong("terms", items[32]["position"])
    if len(set(clauses)) > 100:
        raise Wrong("filter")
    order = options.get("sort", (None, None))
    if not items and (order[0] == "relevance" or likely is not None):
        raise Wrong("order", order[1] if likely is None else likely)
    if items:
        query["terms"] = [{k: i[k] for k in ("words", "id", "picture", "part", "weight") if k in i and (k, i[k]) != ("weight", 1)}
                          for i in items]
    for name, excluded in (("filter", False), ("not", True)):
        groups = {}
        chosen = dict.fromkeys(c for c in clauses if c[0] == excluded)
        for _, key, value in sorted((c for c in chosen if c[1] != "fav"), key=lambda c: CONDITIONS.index(c[1])):
            groups.setdefault(key, []).append(value)
        if (excluded, "fav", True) in chosen:
            groups["fav"] = True
        if groups:
            query[name] = groups
    if order[0] not in (None, "relevance" if items else "newest"):
        query["sort"] = order[0]
    if likely is not None:
        query["likely"] = True
    if "duplicates" in options:
        query["duplicates"] = options["duplicates"][0]
    if options.get("limit", (5,))[0] != 5:
        query["limit"] = options["limit"][0]
    return query


# The canonical text

def quoted(text):
    return '"' + CONTROL.sub(lambda m: f"\\u{{{ord(m[0]):x}}}", re.sub(r'(["\\])', r"\\\1", text)) + '"'


def bare(text):
    return text and text[0] != '"' and not IS_SPACE.search(text) and not CONTROL.search(text)


def is_plain(words, weight):
    if CONTROL.search(words):
        return False
    lexer, read = Lexer(weight + words), []
    try:
        while token := lexer.next():
            own = token["sign"] is not None or (token["weight"] is not None) != (not read and weight != "")
            if own or token["is"] != "words" or token["note"]:
                return False
            read.append(token["words"])
    except Wrong:
        return False
    return " ".join(read) == words


def text_of(term):
    size = abs(term.get("weight", 1))
    weight = "" if size == 1 else show(size) + ":"
    part = "@" + ",".join(show(n) for n in term["part"]) if "part" in term else ""
    if "words" in term:
        return weight + (term["words"] if is_plain(term["words"], weight) else quoted(term["words"]))
    if "id" in term:
        return weight + "id:" + term["id"] + part
    name = term["picture"]
    if not bare(name) or part_of(name)[1]:
        return weight + "picture:" + quoted(name) + part
    return weight + ("" if is_path(name) else "picture:") + name + part


def print_query(query):
    text = ""
    for term in query.get("terms", []):
        sign = "- " if term.get("weight", 1) < 0 else "+ " if text else ""
        text += (" " if text else "") + sign + text_of(term)
    parts = [text] if text else []
    for name, minus in (("filter", ""), ("not", "-")):
        group = query.get(name, {})
        parts += [f"{minus}{k}:{v if bare(v) else quoted(v)}" for k, vs in group.items() if k != "fav" for v in vs]
        parts += [f"{minus}fav"] if "fav" in group else []
    parts += [f"sort:{query['sort']}"] if "sort" in query else []
    parts += ["likely"] if "likely" in query else []
    parts += [f"{k}:{query[k]}" for k in ("duplicates", "limit") if k in query]
    return " ".join(parts)


def whole(value):
    """Numbers as JSON writes them: 2, not 2.0."""
    if isinstance(value, dict):
        return {k: whole(v) for k, v in value.items()}
    if isinstance(value, list):
        return [whole(v) for v in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def result(text):
    try:
        query, notes = parse(text)
    except Wrong as wrong:
        error = {"code": wrong.code}
        return {"error": error if wrong.position is None else error | {"position": wrong.position}}
    return {"canonical": print_query(query), "query": whole(query)} | ({"notes": notes} if notes else {})


def text_for(case):
    return case["text"] * case.get("repeat", 1)


def main():
    cases = json.loads(FILE.read_text())
    if "--write" in sys.argv:
        lines = [json.dumps({k: c[k] for k in ("text", "repeat") if k in c} | result(text_for(c)), ensure_ascii=False) for c in cases]
        FILE.write_text("[\n  " + ",\n  ".join(lines) + "\n]\n")
        return
    wrong = [c for c in cases if {k: v for k, v in c.items() if k not in ("text", "repeat")} != result(text_for(c))]
    wrong += [c for c in cases if "canonical" in c and result(c["canonical"])["canonical"] != c["canonical"]]
    for case in wrong:
        print(f"{case['text']!r}: expected {case}, got {result(text_for(case))}")
    print(f"{len(cases)} cases, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
