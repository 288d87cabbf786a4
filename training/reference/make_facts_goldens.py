"""Writes pictures with EXIF data, whole and broken, and what Pillow says of them and of the decoding tests' pictures.

    VENV/bin/python make_facts_goldens.py ../../Tests/VipsDecodingTests/Fixtures

Runs after make_decoding_goldens.py, whose files it reads. facts.json: size, colour, perceptual hash, date, camera and position
of each picture, worked out here from Pillow's pixels and tags. parts.json: parts of pictures, each with its pixels in a file.
"""
import argparse
import io
import json
import struct
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

from make_decoding_goldens import EXCEPTIONS, PROFILED, SRGB, Limits, reference, saved, to_rgb

ASCII, SHORT, LONG, RATIONAL, SRATIONAL = 2, 3, 4, 5, 10


# EXIF as cameras write it, and as they should not.

def value(kind, content, order):
    if kind == ASCII:
        content = content if isinstance(content, bytes) else content.encode() + b"\0"
        return len(content), content
    if kind in (RATIONAL, SRATIONAL):
        letter = "I" if kind == RATIONAL else "i"
        return len(content), b"".join(struct.pack(order + letter * 2, *pair) for pair in content)
    return 1, struct.pack(order + ("H" if kind == SHORT else "I"), content)


def directory(tags, at, order):
    """A directory of {tag: (type, value)} that begins at an offset."""
    body, behind = struct.pack(order + "H", len(tags)), at + 2 + 12 * len(tags) + 4
    more = b""
    for tag, (kind, content) in sorted(tags.items()):
        count, content = value(kind, content, order)
        entry = struct.pack(order + "HHI", tag, kind, count)
        if len(content) <= 4:
            entry += content.ljust(4, b"\0")
        else:
            entry += struct.pack(order + "I", behind + len(more))
            more += content + bytes(len(content) % 2)
        body += entry
    return body + bytes(4) + more


def tiff(main=(), photo=(), gps=(), order="<"):
    main, photo, gps = dict(main), dict(photo), dict(gps)
    start = 8
    main[0x8769], main[0x8825] = (LONG, 0), (LONG, 0)
    length = len(directory(main, start, order))
    main[0x8769] = (LONG, start + length)
    photo = directory(photo, start + length, order)
    main[0x8825] = (LONG, start + length + len(photo))
    gps = directory(gps, start + length + len(photo), order)
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return mark + struct.pack(order + "I", start) + directory(main, start, order) + photo + gps


MAKE, MODEL, CHANGED, TAKEN, DIGITIZED, OFFSET, OFFSET_TAKEN = 0x010F, 0x0110, 0x0132, 0x9003, 0x9004, 0x9010, 0x9011
PIXEL = {MAKE: (ASCII, "Google"), MODEL: (ASCII, "Pixel 7")}
NOON = {TAKEN: (ASCII, "2023:05:01 12:30:05"), OFFSET_TAKEN: (ASCII, "+02:00")}


def where(latitude=((43, 1), (42, 1), (1250, 100)), longitude=((7, 1), (16, 1), (0, 1)), north="N", east="E", **more):
    tags = {2: (RATIONAL, latitude), 4: (RATIONAL, longitude)}
    if north is not None:
        tags[1] = (ASCII, north)
    if east is not None:
        tags[3] = (ASCII, east)
    return tags | {9: (ASCII, status) for status in more.values()}


NICE = where()


def exif_cases():
    """(name, EXIF, what is wrong with it, expected): expected only where Pillow's tags are not to be taken as they are."""
    yield "plain", tiff(PIXEL, NOON, NICE), {}
    yield "big-endian", tiff(PIXEL, NOON, NICE, ">"), {}
    yield "south-west", tiff({}, {}, where(north="S", east="W")), {}
    yield "small-letters", tiff({}, {}, where(north="s", east=" w")), {}
    yield "decimal-degrees", tiff({}, {}, where(((437034722, 10000000),), ((72666667, 10000000),))), {}
    yield "signed", tiff({}, {}, {1: (ASCII, "N"), 2: (SRATIONAL, ((-33, 1), (30, 1), (0, 1))), 3: (ASCII, "E"),
                                  4: (RATIONAL, ((151, 1), (0, 1), (0, 1)))}), dict(position=[-33.5, 151])
    yield "no-references", tiff(PIXEL, {}, where(north=None, east=None)), dict(position=None)
    yield "rubbish-references", tiff(PIXEL, {}, where(north="Q", east="\x07")), dict(position=None)
    yield "zero-by-zero", tiff(PIXEL, {}, where(((0, 0),) * 3, ((0, 0),) * 3)), dict(position=None)
    yield "no-fix", tiff(PIXEL, {}, where(((0, 1),) * 3, ((0, 1),) * 3, status="V")), dict(position=None)
    yield "beyond-the-pole", tiff(PIXEL, {}, where(((91, 1), (0, 1), (0, 1)))), dict(position=None)
    yield "sixty-one-minutes", tiff(PIXEL, {}, where(((43, 1), (61, 1), (0, 1)))), dict(position=None)
    yield "digitized", tiff({}, {DIGITIZED: (ASCII, "2001:02:03 04:05:06"), OFFSET: (ASCII, "-03:30")}), {}
    yield "changed-only", tiff({CHANGED: (ASCII, "1999:12:31 23:59:59")}), {}
    yield "nothing-of-a-date", tiff({CHANGED: (ASCII, "2010:01:02 03:04:05")}, {TAKEN: (ASCII, "0000:00:00 00:00:00")}), {}
    yield "month-13", tiff({}, {TAKEN: (ASCII, "2023:13:45 12:00:00")}), {}
    yield "no-leap-day", tiff({}, {TAKEN: (ASCII, "2023:02:29 12:00:00")}), {}
    yield "leap-day", tiff({}, {TAKEN: (ASCII, "2024:02:29 12:00:00"), OFFSET_TAKEN: (ASCII, "+25:00")}), {}
    yield "spaces", tiff({}, {TAKEN: (ASCII, "    :  :     :  :  ")}), {}
    yield "before-1970", tiff({}, {TAKEN: (ASCII, "1912:04:15 02:20:00"), OFFSET_TAKEN: (ASCII, "Z")}), {}
    yield "maker-twice", tiff({MAKE: (ASCII, "Canon"), MODEL: (ASCII, "Canon EOS 5D")}), dict(camera="Canon EOS 5D")
    yield "maker-in-law", tiff({MAKE: (ASCII, "NIKON CORPORATION"), MODEL: (ASCII, "NIKON D90  ")}), dict(camera="NIKON D90")
    yield "maker-limited", tiff({MAKE: (ASCII, "SONY Co.,Ltd."), MODEL: (ASCII, "DSC-1")}), dict(camera="SONY DSC-1")
    yield "controls", tiff({MAKE: (ASCII, "A\x1b[2J\x07c\nme"), MODEL: (ASCII, "\u202eX\u2028 1")}), \
        dict(camera="A [2J c me X 1")
    yield "no-utf-8", tiff({MODEL: (ASCII, b"L\xe9ica\xff M\0")}), dict(camera="L ica M")
    yield "long", tiff({MODEL: (ASCII, "é" * 300)}), dict(camera="é" * 50)
    yield "cut-off", tiff(PIXEL, NOON, NICE)[:60], dict(taken=None, position=None, camera=None)
    yield "no-tags", b"II*\0\xff\xff\xff\xff", dict(taken=None, position=None, camera=None)
    yield "no-tiff", b"hello, this is no TIFF structure at all, is it?", dict(taken=None, position=None, camera=None)
    loop = bytearray(tiff(PIXEL, NOON, NICE))
    at = loop.index(struct.pack("<HHI", 0x8769, LONG, 1)) + 8
    loop[at:at + 4] = struct.pack("<I", 8)  # the directory is its own
    yield "loop", bytes(loop), dict(taken=None, camera="Google Pixel 7")


# What Pillow says.

def text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")


def seconds(words):
    try:
        return int(datetime.strptime(text(words).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=timezone.utc).timestamp())
    except ValueError:
        return None


def minutes(words):
    words = text(words).strip("\0 ")
    if words == "Z":
        return 0
    if len(words) == 6 and words[0] in "+-" and int(words[1:3]) <= 18:
        return (1 if words[0] == "+" else -1) * (int(words[1:3]) * 60 + int(words[4:]))
    return None


def degrees(gps, reference, value, letters):
    letter, parts = text(gps.get(reference)).strip("\0 ").upper()[:1], gps.get(value)
    if parts is None or not letter or letter not in letters:
        return None
    parts = [float(p) for p in (parts if isinstance(parts, tuple) else (parts,))]
    return sum(p / 60 ** i for i, p in enumerate(parts)) * (1 if letter == letters[0] else -1)


def tags(im):
    main = im.getexif()
    photo, gps = main.get_ifd(0x8769), main.get_ifd(0x8825)
    taken = None
    for time, offsets in ((photo.get(TAKEN), (OFFSET_TAKEN, OFFSET)), (photo.get(DIGITIZED), (0x9012, OFFSET)),
                          (main.get(CHANGED), (OFFSET,))):
        if seconds(time) is not None:
            told = [minutes(photo[o]) for o in offsets if o in photo]
            taken = [seconds(time), next((o for o in told if o is not None), None)]
            break
    position = [degrees(gps, 1, 2, "NS"), degrees(gps, 3, 4, "EW")]
    camera = " ".join(text(main[t]).strip("\0 ") for t in (MAKE, MODEL) if t in main)
    return dict(taken=taken, position=None if None in position else position, camera=camera or None)


N = 32
WAVES = np.array([[np.cos(np.pi * (2 * x + 1) * u / (2 * N)) for x in range(N)] for u in range(8)]) * np.sqrt(2 / N)
WAVES[0] /= np.sqrt(2)


def shares(count):
    """How much each of so many pixels counts in each of N cells: Pillow's BOX takes whole pixels, by their centres."""
    edges, pixels = np.arange(N)[:, None] * count / N, np.arange(count)[None, :]
    return np.clip(np.minimum(edges + count / N, pixels + 1) - np.maximum(edges, pixels), 0, None) * N / count


def looks(im, follows_profile):
    profile = im.info.get("icc_profile") if follows_profile else None
    im = to_rgb(im)
    width, height = im.size
    means = shares(height) @ np.asarray(im).astype(float).transpose(2, 0, 1) @ shares(width).T
    im = Image.fromarray((means + .5).astype("u1").transpose(1, 2, 0).copy())
    if profile:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        im = ImageCms.profileToProfile(im, source, SRGB, ImageCms.Intent.RELATIVE_COLORIMETRIC)
    cells = np.asarray(im).astype(float)
    colour = [int(v + .5) for v in cells.mean((0, 1))]
    found = (WAVES @ (cells @ [.299, .587, .114]) @ WAVES.T).ravel()[1:]
    bits = found > max(4, .1 * np.sqrt((found ** 2).mean()))
    bits = "0" + "".join("01"[int(b)] for b in bits)
    return dict(width=width, height=height, colour=colour, hash=f"{int(bits, 2):016x}" if bits.count("1") >= 12 else None)


PARTS = ((.25, .25, .5, .5), (0, 0, .3, .6), (.6, .1, .4, .9), (.5, .5, .01, .01))


def parts(names):
    for name in names:
        if name in ("png-rgb.png", "heic-orientation-6.heic", "avif-444.avif", "gif-plain.gif"):
            yield from ((name, part, {}) for part in PARTS)
        elif name.startswith("jpeg-orientation"):
            yield name, (.55, .05, .4, .5), {}
            yield name, (.1, .3, .35, .65), dict(mode="longest", fill=127)
        elif name in ("webp-lossy.webp", "png-p3.png", "webp-orientation-8.webp"):
            yield name, (.2, .1, .5, .8), dict(mode="squash", interpolation="bilinear")
        elif name.startswith("large"):
            yield name, (.3, .2, .5, .5), {}  # shrunk on load, less than the whole would be
            yield name, (.5, .5, .5, .5), dict(side=100)
            yield name, (0, .4, 1, .6), dict(side=32, mode="longest")


def main(fixtures):
    out = fixtures / "Facts"
    out.mkdir(exist_ok=True)
    for old in out.iterdir():
        old.unlink()
    photo = Image.open(fixtures / "png-rgb.png").convert("RGB")
    listed = []
    pictures = sorted({case["file"] for case in json.loads((fixtures / "cases.json").read_text())})
    for name in pictures:
        im = Image.open(fixtures / name)
        listed.append(dict(file=name, exact=name not in EXCEPTIONS) | looks(im, name in PROFILED) | tags(im))
    files = {}
    small = photo.resize((24, 16))
    for name, exif, _ in exif_cases():
        files[f"exif-{name}.jpg"] = saved(small, "JPEG", exif=b"Exif\0\0" + exif)
    exif = tiff(PIXEL, NOON, NICE)
    files["exif.png"] = saved(small, "PNG", exif=exif)
    files["exif.webp"] = saved(small, "WEBP", exif=exif)
    files["exif.heic"] = saved(small.resize((64, 64)), "HEIF", exif=exif)
    files["exif.avif"] = saved(small, "AVIF", exif=b"Exif\0\0" + exif)
    expected = {f"exif-{name}.jpg": more for name, _, more in exif_cases()}
    for name, content in files.items():
        (out / name).write_bytes(content)
        im = Image.open(out / name)
        try:
            told = tags(im)
        except Exception as error:  # Pillow gives up on some, and then everything has to be said
            told = {}
            assert len(expected[name]) == 3 or "taken" in expected[name], (name, error)
        listed.append(dict(file=f"Facts/{name}", exact=True) | looks(Image.open(out / name), False) | told
                      | expected.get(name, {}))
    (out / "facts.json").write_text("[\n" + ",\n".join(json.dumps(c, ensure_ascii=False) for c in listed) + "\n]\n")
    cut = []
    for number, (name, part, shape) in enumerate(parts(pictures)):
        im = Image.open(fixtures / name)
        profile = im.info.get("icc_profile")
        im = to_rgb(im)
        edge = lambda place, count: int(place * count + .5)
        left, top = min(edge(part[0], im.width), im.width - 1), min(edge(part[1], im.height), im.height - 1)
        right, bottom = (max(first + 1, min(edge(start + length, count), count)) for first, start, length, count in
                         ((left, part[0], part[2], im.width), (top, part[1], part[3], im.height)))
        im = im.crop((left, top, right, bottom))
        im.info["icc_profile"] = profile
        shape = dict(side=48, mode="shortest", interpolation="bicubic", fill=0) | shape
        golden = f"part-{number}.rgb"
        (out / golden).write_bytes(reference(im, follows_profile=name in PROFILED, **shape).tobytes())
        limits = EXCEPTIONS.get(name, (Limits(), None))[0]
        cut.append(dict(file=name, part=part, **shape, golden=f"Facts/{golden}", maxDifference=limits.max,
                        meanDifference=limits.mean))
    (out / "parts.json").write_text("[\n" + ",\n".join(json.dumps(c) for c in cut) + "\n]\n")
    print(len(listed), "pictures,", len(cut), "parts,", sum(f.stat().st_size for f in out.iterdir()) // 1024, "KB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fixtures", type=Path)
    main(**vars(parser.parse_args()))
