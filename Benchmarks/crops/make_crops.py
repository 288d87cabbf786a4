"""Makes what searches for texts are measured on: crops of real photographs and short descriptions, embedded by a model.

    python make_crops.py MODEL OUT FOLDER... [--rows 200000]

MODEL is a folder such as demo-model; each FOLDER holds photographs at any depth. OUT gets vectors as little-endian half
precision: rows.f16 (crops), pictures.f16 (other crops, to ask with), texts.f16 (descriptions), and dimensions.txt. A crop is a
square of random size and place, sometimes mirrored, of a picture that is drawn by the fourth root of its area: the same at
each run. A run that was stopped goes on where it was.
"""
import argparse
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import openvino as ov
from descriptions import descriptions
from openvino.preprocess import PrePostProcessor
from PIL import Image, ImageOps
from tokenizers import Tokenizer

ENDINGS = {".jpg", ".jpeg", ".png", ".webp"}
NO_PHOTOGRAPHS = ("cartoon", "symbols", "flags", "roadsigns", "screenshot")
LONGEST = 1600  # pixels; larger photographs are shrunk to it before they are cropped
CHUNK = 1000


def photograph(path):
    """The picture and the least share of its shorter side that a crop takes; nothing when it is too small."""
    image = Image.open(path)
    image.draft("RGB", (LONGEST, LONGEST))
    cut_out = image.mode in ("RGBA", "LA", "P")
    if cut_out:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("RGB")
    image.thumbnail((LONGEST, LONGEST), reducing_gap=2)
    return (image, 0.5 if cut_out else 0.12) if min(image.size) >= 96 else None


def photographs(folders):
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)
    paths = [path for path in paths if not any(word in str(path) for word in NO_PHOTOGRAPHS)]
    with ThreadPoolExecutor(2) as pool:
        return [found for found in pool.map(photograph, paths) if found]


class Crops:
    """Numbered crops; each number always gives the same."""

    def __init__(self, photographs, side):
        self.photographs, self.side = photographs, side
        shares = np.array([image.width * image.height for image, _ in photographs]) ** 0.25
        self.shares = shares / shares.sum()

    def pixels(self, number):
        rng = np.random.default_rng(number)
        while True:  # a piece of empty background is like all others
            pixels = self.drawn(rng)
            if pixels.std() >= 8:
                return pixels

    def drawn(self, rng):
        image, least = self.photographs[rng.choice(len(self.shares), p=self.shares)]
        shorter = min(image.size)
        size = max(64, shorter * np.exp(rng.uniform(np.log(least), 0)))
        left, top = rng.uniform(0, image.width - size), rng.uniform(0, image.height - size)
        box = (left, top, left + size, top + size)
        crop = image.resize((self.side, self.side), Image.BICUBIC, box, reducing_gap=1.5)
        return np.asarray(ImageOps.mirror(crop) if rng.random() < 0.5 else crop)


class ImageTower:
    def __init__(self, core, folder):
        wanted = json.loads((folder / "visual/preprocess_cfg.json").read_text())
        self.side = wanted["size"][0]
        model = core.read_model(folder / "visual/model.onnx")
        model.reshape([1, 3, self.side, self.side])  # one at a time stays in the processor's caches: faster than batches
        steps = PrePostProcessor(model)
        steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
        steps.input().model().set_layout(ov.Layout("NCHW"))
        steps.input().preprocess().convert_element_type(ov.Type.f32).mean([255 * x for x in wanted["mean"]]).scale(
            [255 * x for x in wanted["std"]])
        self.model = core.compile_model(steps.build(), "CPU", {"PERFORMANCE_HINT": "THROUGHPUT", "NUM_STREAMS": 2})
        self.dimensions = self.model.output().shape[1]

    def embed(self, crops, numbers):
        """The vectors of numbered crops."""
        vectors = np.empty((len(numbers), self.dimensions), np.float32)
        queue = ov.AsyncInferQueue(self.model, 4)
        queue.set_callback(lambda request, row: vectors.__setitem__(row, request.get_output_tensor().data[0]))
        with ThreadPoolExecutor(2) as pool:
            for row, pixels in enumerate(pool.map(crops.pixels, numbers)):
                queue.start_async({0: pixels[np.newaxis]}, row)
        queue.wait_all()
        return vectors


def write(path, tower, crops, first, count):
    """Adds what is missing to a file of `count` vectors, whose crops have the numbers from `first` on."""
    width = 2 * tower.dimensions
    done = path.stat().st_size // width if path.exists() else 0
    with open(path, "ab") as file:
        file.truncate(done * width)
        for start in range(done, count, CHUNK):
            numbers = range(first + start, first + min(start + CHUNK, count))
            file.write(half(tower.embed(crops, numbers)))
            file.flush()
            print(f"{path.name}: {start + len(numbers)} of {count}", flush=True)


def texts(core, folder):
    model = core.compile_model(core.read_model(folder / "textual/model.onnx"), "CPU")
    tokenizer = Tokenizer.from_file(str(folder / "textual/tokenizer.json"))
    found = []
    for text in descriptions():
        tokens = tokenizer.encode(text)
        inputs = {"input_ids": np.array([tokens.ids]), "attention_mask": np.array([tokens.attention_mask])}
        found.append(model(inputs)[0][0])
    return np.stack(found)


def half(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("<f2").tobytes()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("model", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("folders", type=Path, nargs="+")
    arguments.add_argument("--rows", type=int, default=200_000)
    arguments.add_argument("--pictures", type=int, default=300)
    given = arguments.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    core = ov.Core()
    vectors = texts(core, given.model)
    (given.out / "texts.f16").write_bytes(half(vectors))
    (given.out / "dimensions.txt").write_text(f"{vectors.shape[1]}\n")
    tower = ImageTower(core, given.model)
    crops = Crops(photographs(given.folders), tower.side)
    print(f"{len(crops.photographs)} photographs, {len(vectors)} texts", flush=True)
    write(given.out / "pictures.f16", tower, crops, 1_000_000_000, given.pictures)
    write(given.out / "rows.f16", tower, crops, 0, given.rows)


main()
