"""Ranks the test images for the queries of the tests, with ONNX Runtime and Pillow: what the program must agree with.

    VENV/bin/python rank_test_images.py MODEL ../data/test_images ../Tests/Fixtures/test_image_queries.json
"""
import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer

from reference.make_decoding_goldens import reference


def unit(vector):
    return vector / np.linalg.norm(vector)


class Model:
    def __init__(self, folder):
        self.config = json.loads((folder / "visual/preprocess_cfg.json").read_text())
        self.towers = {t: onnxruntime.InferenceSession(folder / t / "model.onnx") for t in ("visual", "textual")}
        self.tokenizer = Tokenizer.from_file(str(folder / "textual/tokenizer.json"))
        self.tokenizer.no_padding()

    def image(self, path):
        square = reference(Image.open(path), self.config["size"][0], self.config["resize_mode"])
        values = (np.asarray(square) / 255 - self.config["mean"]) / self.config["std"]
        return unit(self.towers["visual"].run(None, {"pixel_values": values.transpose(2, 0, 1)[None].astype("f4")})[0][0])

    def text(self, text):
        ids = np.array([self.tokenizer.encode(text).ids])
        return unit(self.towers["textual"].run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0])


def main(model, images, queries):
    model = Model(model)
    names = sorted(str(p.relative_to(images)) for p in images.rglob("*.jpg"))
    vectors = np.stack([model.image(images / name) for name in names])
    for case in json.loads(queries.read_text()):
        similarity = vectors @ model.text(case["query"])
        order = np.argsort(-similarity)
        expected = case["expected"]
        if "first" in case:  # the first results are all among those expected
            holds = all(names[i] in expected for i in order[:case["first"]])
        else:  # those expected are all among the first three
            holds = set(expected) <= {names[i] for i in order[:3]}
        shown = ", ".join(f"{names[i]} {similarity[i]:.3f}" for i in order[:max(4, case.get("first", 0) + 1)])
        print("ok  " if holds else "MISS", case["query"], "->", shown)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "images", "queries"):
        parser.add_argument(name, type=Path)
    main(**vars(parser.parse_args()))
