"""The pictures that are measured on, the model, and the blank pictures (as Sources/ImageSearch/Relevance/BlankPicture.swift)."""
import glob
import os
import re

import numpy as np
import onnxruntime
from PIL import Image, ImageOps
from tokenizers import Tokenizer

import queries

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.join(HERE, "../..")
BANK = open(os.path.join(PROJECT, "Sources/ImageSearch/Relevance/text-bank.txt")).read().split("\n")[:-1]


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


class Model:
    """The demo, or a folder with other weights of its shape."""

    def __init__(self, folder=os.path.join(PROJECT, "demo-model")):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.image, self.text = (
            onnxruntime.InferenceSession(f"{folder}/{tower}/model.onnx", options) for tower in ("visual", "textual"))
        self.tokenizer = Tokenizer.from_file(os.path.join(PROJECT, "demo-model/textual/tokenizer.json"))

    def texts(self, texts):
        out = []
        for text in texts:
            ids = np.array([self.tokenizer.encode(text).ids], np.int64)
            out.append(self.text.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0])
        return unit(np.array(out, np.float32))

    def pictures(self, pictures):
        out = [self.image.run(None, {"pixel_values": pixels(x)[None]})[0][0] for x in pictures]
        return unit(np.array(out, np.float32))


def opened(path, longest=1600):
    picture = ImageOps.exif_transpose(Image.open(path))
    if picture.mode in ("P", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, (255, 255, 255))
        ground.paste(picture, mask=picture.split()[3])
        picture = ground
    picture = picture.convert("RGB")
    if max(picture.size) > longest:
        picture.thumbnail((longest, longest))
    return picture


def pixels(picture, side=260):
    w, h = picture.size
    w, h = (side, max(side, int(side * h / w))) if w <= h else (max(side, int(side * w / h)), side)
    picture = picture.resize((w, h), Image.BICUBIC)
    left, top = (w - side) // 2, (h - side) // 2
    values = np.asarray(picture.crop((left, top, left + side, top + side)), np.float32) / 255
    return ((values - 0.4980392156862745) / 0.5019607843137255).transpose(2, 0, 1)


def stamps(photos):
    rows = []
    root = f"{photos}/tuxpaint-stamps-default/usr/share/tuxpaint/stamps"
    for path in sorted(glob.glob(f"{root}/**/*.png", recursive=True)):
        text = path[:-4] + ".txt"
        name = open(text, errors="replace").readline().strip() if os.path.exists(text) else ""
        rows.append((path, path[len(root):] + " " + name))
    return rows


def test_images(_):
    rows = []
    for line in open(f"{PROJECT}/data/test_images/README.md"):
        if found := re.match(r"\| `(.+?)` \| (.+?) \|", line):
            rows.append((f"{PROJECT}/data/test_images/{found[1]}", f"/{found[1]} {found[2]}"))
    return sorted(rows)


def landscapes(photos):
    rows = sorted(
        glob.glob(f"{photos}/gnome-backgrounds/**/*.webp", recursive=True)
        + [x for x in glob.glob(f"{photos}/mate-backgrounds/**/*.*", recursive=True) if x.endswith(("jpg", "png"))])
    for folder in sorted(glob.glob(f"{photos}/plasma-workspace-wallpapers/usr/share/wallpapers/*/contents")):
        for kind in ("images", "images_dark"):
            files = sorted(glob.glob(f"{folder}/{kind}/*"), key=os.path.getsize)
            rows += ([x for x in files if re.search("1920x1080|2560x1440|1280x800|1920x1200", x)] or files)[:1]
    return [(path, path) for path in rows]


SETS = {"test images": test_images, "stamps": stamps, "landscapes": landscapes}


def related(name, rows):
    """Words and the indices of the pictures that show it."""
    lists = {"stamps": queries.STAMPS, "test images": queries.TEST_IMAGES, "landscapes": queries.LANDSCAPES}
    for line in lists[name]:
        words, key = line.split("|", 1)
        if name == "landscapes":
            yield words, set(map(int, key.split()))
        else:
            yield words, {i for i, (_, text) in enumerate(rows) if re.search(key, text, re.I)}


def unrelated(name):
    more = queries.UNRELATED_TO_LANDSCAPES if name == "landscapes" else []
    return [x for x in dict.fromkeys([q.strip() for q in queries.UNRELATED] + more) if x not in queries.PRESENT[name]]


class Draw:
    """SplitMix64."""

    def __init__(self, seed):
        self.state = seed

    def number(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return ((z ^ (z >> 31)) >> 40) / (1 << 24)

    def colour(self):
        return np.array([self.number(), self.number(), self.number()])


def blank(index, side=260):
    draw, kind = Draw(index), index % 6
    y, x = (np.mgrid[0:side, 0:side] + 0.5) / side

    def grid(n):
        colours = np.array([[draw.colour() for _ in range(n)] for _ in range(n)])
        column, row = (np.minimum((v * (n - 1)).astype(int), n - 2) for v in (x, y))
        a, b = (x * (n - 1) - column)[..., None], (y * (n - 1) - row)[..., None]
        above = colours[row, column] * (1 - a) + colours[row, column + 1] * a
        return above * (1 - b) + (colours[row + 1, column] * (1 - a) + colours[row + 1, column + 1] * a) * b

    if kind == 0:
        out = np.broadcast_to(draw.colour(), (side, side, 3))
    elif kind == 1:
        first, last = draw.colour(), draw.colour()
        t = (y if draw.number() < 0.5 else x)[..., None]
        out = first * (1 - t) + last * t
    elif kind == 2:
        out = grid(65)
    elif kind == 3:
        out = grid(2 + int(draw.number() * 10))
    else:
        out = np.empty((side, side, 3))
        out[:] = draw.colour() if kind == 4 else 1
        for _ in range(1 + int(draw.number() * 7)):
            colour = draw.colour()
            cx, cy, rx, ry = draw.number(), draw.number(), 0.05 + 0.3 * draw.number(), 0.05 + 0.3 * draw.number()
            dx, dy = (x - cx) / rx, (y - cy) / ry
            out[dx * dx + dy * dy < 1 if draw.number() < 0.5 else np.maximum(abs(dx), abs(dy)) < 1] = colour
    return Image.fromarray((out * 255).astype("uint8"))
