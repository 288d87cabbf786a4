"""Pictures as the image tower wants them, by Pillow: the squares of Tests/VipsDecodingTests, in 8 bits."""
import random
import warnings

import numpy as np
from PIL import Image, ImageOps

from package import Refused, say

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"}
FILTERS = {"bicubic": Image.BICUBIC, "bilinear": Image.BILINEAR}
warnings.simplefilter("error", Image.DecompressionBombWarning)


def find(folder):
    """The picture files in a folder and its sub-folders, in an order that is mixed and always the same."""
    if not folder.is_dir():
        raise Refused(f"there is no folder {folder}: give a folder of pictures")
    files = sorted(f for f in folder.rglob("*") if f.suffix.lower() in SUFFIXES and f.is_file())
    random.Random(1).shuffle(files)
    return files


def squares(files, count, package):
    """Reads pictures until there are as many as asked for: [n, side, side, 3], and how many did not decode."""
    found, broken = [], 0
    for file in files:
        if len(found) == count:
            break
        try:
            with Image.open(file) as picture:
                found.append(square(picture, package))
        except Exception as error:  # Pillow raises many kinds on a damaged file, each of which is passed over
            broken += 1
            say(f"passed over {file}: {error or type(error).__name__}")
            continue
        if len(found) % 100 == 0:
            say(f"read {len(found)} pictures")
    return np.array(found, np.uint8), broken


def square(picture, package):
    """A picture brought to size: [side, side, 3]."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I;16"):
        picture = Image.fromarray((np.asarray(picture) >> 8).astype("u1"))
    if picture.has_transparency_data:
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture.convert("RGBA"))
    picture = picture.convert("RGB")
    side, (w, h) = package.side, picture.size
    if package.mode == "squash":
        size = side, side
    elif package.mode == "shortest":
        size = (side, side * h // w) if w <= h else (side * w // h, side)
    else:
        size = tuple(max(1, round(n / (max(w, h) / side))) for n in (w, h))
    picture = picture.resize(size, FILTERS[package.interpolation])
    result = Image.new("RGB", (side, side), (package.fill,) * 3)
    at = [(side - n) // 2 if n < side else -round((n - side) / 2) for n in picture.size]
    result.paste(picture, tuple(at))
    return np.asarray(result)


def planes(square, package):
    """What the image tower takes: [1, 3, side, side] of floats."""
    values = (square.astype(np.float32) / 255 - package.mean) / package.deviation
    return values.transpose(2, 0, 1)[None]
