"""Writes CLIP models with random weights, and what ONNX Runtime computes with them in f32 for fixed inputs.

    python make_random_clip.py tiny TEST_FIXTURES     two packages of some 100 KB, one in each layout, for the tests
    python make_random_clip.py full FOLDER            one of ViT-B/32's size (600 MB), to measure speed and memory with

Speed does not depend on weights, so the full-size model stands for openai/clip-vit-base-patch32. Each package gets a
reference.json: texts with their ids and embeddings, and embeddings of pictures whose value number i is
(i * 31 + seed * 17) % 256.
"""
import json, sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto as T, helper, numpy_helper
from tokenizers import Tokenizer

from make_token_goldens import clip_tokenizer

CONTEXT = 77
MEAN, STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
TEXTS = ["a photo of a cat", "a green tree", "", "two dogs, running!", "日本語 👍🏽", "a very long story about " * 20]
SEEDS = [1, 2, 3]


@dataclass
class Size:
    image: int
    patch: int
    image_width: int
    image_heads: int
    text_width: int
    text_heads: int
    layers: int
    embedding: int
    spread: float  # standard deviation of the weights


FULL = Size(224, 32, 768, 12, 512, 8, 12, 512, 0.02)
TINY = Size(32, 8, 32, 2, 32, 2, 2, 16, 0.2)


class Graph:
    """Nodes and weights of one tower."""

    def __init__(self, size, seed):
        self.size, self.rng, self.nodes, self.weights, self.count = size, np.random.default_rng(seed), [], [], 0

    def constant(self, value, dtype=np.float32):
        self.count += 1
        self.weights.append(numpy_helper.from_array(np.asarray(value, dtype), f"w{self.count}"))
        return f"w{self.count}"

    def random(self, *shape):
        return self.constant(self.rng.normal(0, self.size.spread, shape))

    def __call__(self, op, *inputs, **attributes):
        self.count += 1
        self.nodes.append(helper.make_node(op, list(inputs), [f"t{self.count}"], **attributes))
        return f"t{self.count}"

    def linear(self, x, d_in, d_out):
        return self("Add", self("MatMul", x, self.random(d_in, d_out)), self.random(d_out))

    def norm(self, x, width):
        return self("LayerNormalization", x, self.constant(1 + self.rng.normal(0, 0.1, width)), self.random(width), axis=-1, epsilon=1e-5)

    def attention(self, x, width, heads, mask):
        split = self.constant([0, 0, heads, width // heads], np.int64)
        q, k, v = (self("Transpose", self("Reshape", self.linear(x, width, width), split), perm=p) for p in ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]))
        scores = self("MatMul", self("Mul", q, self.constant((width // heads) ** -0.5)), k)
        scores = self("Softmax", self("Add", scores, mask) if mask else scores, axis=-1)
        joined = self("Reshape", self("Transpose", self("MatMul", scores, v), perm=[0, 2, 1, 3]), self.constant([0, 0, width], np.int64))
        return self.linear(joined, width, width)

    def block(self, x, width, heads, mask=None):
        x = self("Add", x, self.attention(self.norm(x, width), width, heads, mask))
        h = self.linear(self.norm(x, width), width, 4 * width)
        h = self("Mul", h, self("Sigmoid", self("Mul", h, self.constant(1.702))))  # CLIP's quick GELU
        return self("Add", x, self.linear(h, 4 * width, width))

    def save(self, path, inputs, x, output):
        """Ends the graph with x, which is not normalised, as in CLIP's own exports."""
        self.nodes.append(helper.make_node("Identity", [x], [output]))
        graph = helper.make_graph(self.nodes, path.stem, inputs, [helper.make_tensor_value_info(output, T.FLOAT, ["batch", self.size.embedding])], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, path)


def image_tower(size, path, name, output):
    g, width, side = Graph(size, 1), size.image_width, size.image // size.patch
    x = g("Conv", name, g.random(width, 3, size.patch, size.patch), strides=[size.patch] * 2, kernel_shape=[size.patch] * 2)
    x = g("Transpose", g("Reshape", x, g.constant([0, width, -1], np.int64)), perm=[0, 2, 1])
    batch = g("Slice", g("Shape", name), g.constant([0], np.int64), g.constant([1], np.int64))
    first = g("Expand", g.random(1, 1, width), g("Concat", batch, g.constant([1, width], np.int64), axis=0))
    x = g.norm(g("Add", g("Concat", first, x, axis=1), g.random(1, side * side + 1, width)), width)
    for _ in range(size.layers):
        x = g.block(x, width, size.image_heads)
    x = g("MatMul", g.norm(g("Gather", x, g.constant(0, np.int64), axis=1), width), g.random(width, size.embedding))
    g.save(path, [helper.make_tensor_value_info(name, T.FLOAT, ["batch", 3, size.image, size.image])], x, output)


def text_tower(size, path, vocabulary, name, output, fixed):
    """Causal attention, pooled at the first of the highest ids, which is the end mark: padding after it changes nothing."""
    g, width = Graph(size, 2), size.text_width
    ids = g("Cast", name, to=T.INT64)
    one, zero = g.constant([1], np.int64), g.constant([0], np.int64)
    length = g("Slice", g("Shape", name), one, g.constant([2], np.int64))
    positions = g("Slice", g.random(CONTEXT, width), zero, length, zero)
    mask = g("Slice", g.constant(np.triu(np.full((CONTEXT, CONTEXT), -1e9), 1)), g.constant([0, 0], np.int64), g("Concat", length, length, axis=0), g.constant([0, 1], np.int64))
    x = g("Add", g("Gather", g.random(vocabulary, width), ids, axis=0), positions)
    for _ in range(size.layers):
        x = g.block(x, width, size.text_heads, mask)
    end = g("Unsqueeze", g("ArgMax", ids, axis=1, keepdims=1), g.constant([2], np.int64))
    at = g("Expand", end, g("Concat", one, one, g.constant([width], np.int64), axis=0))
    x = g("Squeeze", g("GatherElements", g.norm(x, width), at, axis=1), one)
    shape = [1, CONTEXT] if fixed else ["batch", "sequence"]
    g.save(path, [helper.make_tensor_value_info(name, T.INT32 if fixed else T.INT64, shape)], g("MatMul", x, g.random(width, size.embedding)), output)


def small_tokenizer(merges=200):
    """CLIP's tokenizer with the first merges only."""
    spec = json.loads(clip_tokenizer().to_str())
    model, tokens = spec["model"], list(spec["model"]["vocab"])[:512 + merges] + ["<|startoftext|>", "<|endoftext|>"]
    model["merges"], model["vocab"] = model["merges"][:merges], {t: i for i, t in enumerate(tokens)}
    for token in spec["added_tokens"]:
        token["id"] = model["vocab"][token["content"]]
    for mark in ("sep", "cls"):
        spec["post_processor"][mark][1] = model["vocab"][spec["post_processor"][mark][0]]
    return Tokenizer.from_str(json.dumps(spec))


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1))


def transformers_package(folder, size, tokenizer):
    """The layout of Xenova/clip-vit-base-patch32: any batch, any length, int64 ids."""
    image_tower(size, folder / "onnx/vision_model.onnx", "pixel_values", "image_embeds")
    text_tower(size, folder / "onnx/text_model.onnx", tokenizer.get_vocab_size(), "input_ids", "text_embeds", fixed=False)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    write(folder / "tokenizer_config.json", dict(model_max_length=CONTEXT, pad_token="<|endoftext|>"))
    write(folder / "preprocessor_config.json", dict(
        crop_size=dict(height=size.image, width=size.image), do_center_crop=True, do_normalize=True, do_resize=True,
        image_mean=MEAN, image_std=STD, resample=3, size=dict(shortest_edge=size.image)))
    return "onnx/vision_model.onnx", "onnx/text_model.onnx"


def open_clip_package(folder, size, tokenizer):
    """The layout of immich-app: one text of 77 int32 ids, padded with 0."""
    image_tower(size, folder / "visual/model.onnx", "image", "embedding")
    text_tower(size, folder / "textual/model.onnx", tokenizer.get_vocab_size(), "text", "embedding", fixed=True)
    tokenizer.enable_truncation(CONTEXT), tokenizer.enable_padding(length=CONTEXT, pad_id=0, pad_token="!")
    tokenizer.save(str(folder / "textual/tokenizer.json"), pretty=False)
    write(folder / "textual/tokenizer_config.json", dict(pad_token="!"))
    write(folder / "config.json", dict(embed_dim=size.embedding, text_cfg=dict(context_length=CONTEXT)))
    write(folder / "visual/preprocess_cfg.json", dict(
        size=[size.image, size.image], mode="RGB", mean=MEAN, std=STD, interpolation="bicubic", resize_mode="shortest", fill_color=0))
    return "visual/model.onnx", "textual/model.onnx"


def reference(folder, size, tokenizer, image_file, text_file):
    def run(file, value):
        session = onnxruntime.InferenceSession(str(folder / file), providers=["CPUExecutionProvider"])
        given = session.get_inputs()[0]
        out = session.run(None, {given.name: value.astype({"tensor(int32)": np.int32, "tensor(int64)": np.int64}.get(given.type, np.float32))})[0][0]
        return [round(float(v), 7) for v in out / np.linalg.norm(out)]

    tokenizer.enable_truncation(CONTEXT)
    texts, pictures = [], []
    for text in TEXTS:
        ids = tokenizer.encode(text).ids
        texts.append(dict(text=text, ids=ids, embedding=run(text_file, np.array([ids]))))
    for seed in SEEDS:
        rgb = (np.arange(3 * size.image**2) * 31 + seed * 17) % 256
        planes = (rgb.reshape(size.image, size.image, 3) / 255 - MEAN) / STD
        pictures.append(dict(seed=seed, embedding=run(image_file, planes.transpose(2, 0, 1)[None])))
    (folder / "reference.json").write_text(json.dumps(dict(texts=texts, pictures=pictures), separators=(",", ":"), ensure_ascii=False))


def main(kind, folder):
    if kind == "full":
        tokenizer = clip_tokenizer()
        reference(folder, FULL, tokenizer, *transformers_package(folder, FULL, tokenizer))
    else:
        for name, package in (("tiny-transformers", transformers_package), ("tiny-openclip", open_clip_package)):
            tokenizer = small_tokenizer()
            reference(folder / name, TINY, tokenizer, *package(folder / name, TINY, tokenizer))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
