"""Writes JPEG files that cost as much to decode as photographs: four each of 0.3, 2 and 12 megapixels.

    python make_pictures.py FOLDER

Each is a sum of noise in octaves (shapes of every size), edges, and the grain of a sensor; the same files at each run.
"""
import sys
from pathlib import Path

import numpy as np
from PIL import Image

SIZES = {"0.3MP": (640, 480), "2MP": (1632, 1224), "12MP": (4000, 3000)}


def photograph(rng, width, height):
    picture = np.zeros((height, width, 3), np.float32)
    side = 4
    while side < max(width, height):
        small = rng.normal(0, 1, (max(2, side * height // width), side, 3)).astype(np.float32)
        small = 0.4 * small + 0.6 * small.mean(axis=2, keepdims=True)  # colours go together
        planes = [np.asarray(Image.fromarray(small[:, :, c]).resize((width, height), Image.BICUBIC)) for c in range(3)]
        picture += np.stack(planes, axis=2) * side**-0.5 * 60
        side *= 4
    x, y = np.meshgrid(np.arange(width, dtype=np.float32) / width, np.arange(height, dtype=np.float32) / width)
    for _ in range(12):  # things with edges
        angle, place = rng.uniform(0, 2 * np.pi), rng.uniform(0.2, 0.8)
        inside = np.cos(angle) * (x - place) + np.sin(angle) * (y - place * height / width) > rng.uniform(0, 0.3)
        picture[inside] += rng.normal(0, 15, 3)
    picture += rng.normal(0, 6, (height, width, 1)).astype(np.float32)
    return Image.fromarray(np.clip(128 + picture, 0, 255).astype(np.uint8))


for name, (width, height) in SIZES.items():
    folder = Path(sys.argv[1]) / name
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(4):
        photograph(np.random.default_rng(number), width, height).save(folder / f"{number}.jpg", quality=90)
