"""A model package as the program reads it: where its files lie, how it wants pictures and texts."""
import json
import os
import string
import sys
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer


def say(line):
    """A line of progress."""
    print(f"quantize: {line}", file=sys.__stdout__, flush=True)


class Refused(Exception):
    """Something that the user can put right; the text says what and how."""


LAYOUTS = [
    dict(image="onnx/vision_model.onnx", text="onnx/text_model.onnx", tokenizer="tokenizer.json",
         preprocessing="preprocessor_config.json", tokenizer_config="tokenizer_config.json"),
    dict(image="visual/model.onnx", text="textual/model.onnx", tokenizer="textual/tokenizer.json",
         preprocessing="visual/preprocess_cfg.json", tokenizer_config="textual/tokenizer_config.json"),
]


def find(name, models):
    """The folder of a package: a path, `demo`, or the name of a model in the folder of downloaded ones."""
    paths = [Path(name), models / name, models / name.replace("/", "--")]
    paths += [Path("demo-model")] if name == "demo" else []
    paths += sorted(models.glob(f"*--{name.rsplit('/')[-1]}"))
    for path in paths:
        if any((path / layout["image"]).is_file() for layout in LAYOUTS):
            return path
    raise Refused(
        f"there is no model at {name}, nor one of that name in {models}: give the folder of a model package, demo, "
        "or the name of a model that `imagesearch models` lists")


class Package:
    """The files of a package, and what they say.

    side: the picture's width and height in pixels; mean, deviation: of red, green and blue in 0...1;
    context: the most ids of a text.
    """

    def __init__(self, folder):
        self.folder = folder
        layout = next(l for l in LAYOUTS if (folder / l["image"]).is_file())
        for part in ("text", "tokenizer", "preprocessing"):
            if not (folder / layout[part]).is_file():
                raise Refused(f"the model folder {folder} lacks {layout[part]}: download the model again")
        self.image, self.text = folder / layout["image"], folder / layout["text"]
        self._read_preprocessing(self._json(layout["preprocessing"]), layout["preprocessing"])
        config, tokenizer_config = (self._json(f) if (folder / f).is_file() else {} for f in
                                    ("config.json", layout["tokenizer_config"]))
        self.tokenizer = Tokenizer.from_file(str(folder / layout["tokenizer"]))
        self._read_text(config, tokenizer_config)

    def _json(self, file):
        try:
            return json.loads((self.folder / file).read_text())
        except ValueError as error:
            raise Refused(f"{self.folder / file} is not JSON ({error}): download the model again") from None

    def _read_preprocessing(self, config, file):
        if "image_mean" in config or "do_resize" in config:
            crops = config.get("do_center_crop", False)
            size, self.mode = config.get("crop_size" if crops else "size"), "shortest" if crops else "squash"
            self.interpolation = {2: "bilinear", 3: "bicubic"}.get(config.get("resample", 3))
            mean, deviation = config.get("image_mean"), config.get("image_std")
        else:
            size, self.mode = config.get("size"), config.get("resize_mode", "shortest")
            self.interpolation = config.get("interpolation", "bicubic").replace("random", "bicubic")
            mean, deviation = config.get("mean"), config.get("std")
        self.fill = int(config.get("fill_color") or 0)
        sides = {*(size.values() if isinstance(size, dict) else size if isinstance(size, list) else [size])}
        known = self.mode in ("shortest", "longest", "squash") and self.interpolation in ("bilinear", "bicubic")
        if not known or len(sides) != 1 or not isinstance(side := sides.pop(), int):
            raise Refused(f"{file} asks for a form of pictures that is not known here: choose another model")
        self.side = side
        normalizes = config.get("do_normalize", True)
        self.mean, self.deviation = (np.array(v if normalizes and v else [d] * 3, np.float32)
                                     for v, d in ((mean, 0), (deviation, 1)))

    def _read_text(self, config, tokenizer_config):
        text = config.get("text_cfg") or {}
        lengths = [text.get("context_length"), config.get("context_length"),
                   (self.tokenizer.truncation or {}).get("max_length"),
                   (config.get("text_config") or {}).get("max_position_embeddings"),
                   tokenizer_config.get("model_max_length")]
        self.context = min([n for n in lengths if n and 1 <= n <= 8192], default=77)
        self.canonical = (text.get("tokenizer_kwargs") or {}).get("clean") == "canonicalize"
        pad = tokenizer_config.get("pad_token")
        pad = pad.get("content") if isinstance(pad, dict) else pad
        padding = self.tokenizer.padding or {}
        self.pad_id = padding.get("pad_id", self.tokenizer.token_to_id(pad) if pad else 0) or 0
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(self.context)

    def ids(self, text):
        if self.canonical:
            text = text.replace("_", " ").translate(str.maketrans("", "", string.punctuation)).lower()
            text = " ".join(text.split())
        return self.tokenizer.encode(text).ids

    def weights(self):
        """The files that hold the towers, weights kept beside them included."""
        files = [Path(f"{tower}{end}") for tower in (self.image, self.text) for end in ("", "_data", ".data")]
        return [file for file in files if file.is_file()]

    def text_inputs(self, text, ports):
        """What the text tower's inputs are filled with: {name: [1, length]}."""
        ids, inputs = self.ids(text), {}
        for port in ports:
            shape = port.partial_shape
            length = shape[1].get_length() if shape[1].is_static else len(ids)
            filled = (ids + [self.pad_id] * length)[:length]
            mask = [int(place < len(ids)) for place in range(length)]
            rows = {"input_ids": filled, "text": filled, "attention_mask": mask, "position_ids": range(length),
                    "token_type_ids": [0] * length}
            name = next((name for name in rows if name in port.names), None)
            if name is None:
                raise Refused(f"{self.text} expects an input {port.any_name}, which is not known: choose another model")
            inputs[name] = np.array([rows[name]], port.element_type.to_dtype())
        return inputs


def models_folder():
    return Path(os.environ.get("MODELS_DIR") or "models")
