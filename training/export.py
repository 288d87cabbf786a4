"""Folds the two branches to D dimensions, prunes the vocabulary, writes int8 ONNX -> OUT/demo and OUT/golden.json.

Weights are stored as int8 with one float32 scale per output row (Cast * scale); all arithmetic is float32."""
import argparse, json, shutil
from pathlib import Path
import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from tokenizers import Tokenizer
from torch import nn
from images import MEAN, SIDE, STD, preprocess, to_tensor
from model import ImageTrunk, MiniLM
from texts import CONTEXT
from train import NAMES_TEMPERATURE, Data, combine, encode_texts, load_heads, unit
from wordnet import DICT

GOLDEN_TEXTS = ["a red car", "a photo of a dog", "green tree on a hill", "Two yellow flowers!", "xylophone", "a snowy mountain at night"]


def fold(head, data, share, dim):
    """-> [768, dim] leading right-singular vectors of the training (combined) caption vectors: keeps what texts can ask for."""
    t = encode_texts(head, data, slice(data.text.training), share).double()
    return torch.linalg.eigh(t.t() @ t)[1].flip(1)[:, :dim].float().contiguous()


def vocabulary(work, data, frequent=1500):
    """Ids of MiniLM tokens to keep: special, single characters, ASCII word pieces, tokens of any training caption, ASCII
    words that WordNet spells in lower case (or plain inflections of them) and the `frequent` first words.
    A dropped word (a rare name or year) still tokenizes, as several pieces."""
    words = set()
    for pos in ("noun", "verb", "adj", "adv"):
        lines = [x.split() for x in (DICT / f"data.{pos}").read_text(encoding="latin1").splitlines() if x[0] != " "]
        words.update(w for f in lines for i in range(int(f[3], 16)) for w in f[4 + 2 * i].split("(")[0].split("_") if w.islower())
    tok = Tokenizer.from_file(str(work / "minilm/tokenizer.json"))
    tok.no_padding()
    used = {i for e in tok.encode_batch(data.text.texts[:data.text.training]) for i in e.ids}
    endings = (("", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""), ("est", ""))
    known = lambda w: any(w[:len(w) - len(s)] + r in words for s, r in endings if w.endswith(s))
    return [i for t, i in sorted(tok.get_vocab().items(), key=lambda x: x[1])
            if t in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]") or i in used or (t.isascii() and not t.startswith("[unused") and
            (t.startswith("##") or len(t) == 1 or i < 1996 + frequent or known(t)))]


def pruned_tokenizer(work, keep, path):
    spec = json.loads((work / "minilm/tokenizer.json").read_text())
    new = {old: n for n, old in enumerate(keep)}
    spec["model"]["vocab"] = {t: new[i] for t, i in spec["model"]["vocab"].items() if i in new}
    spec["added_tokens"] = [dict(t, id=new[t["id"]]) for t in spec["added_tokens"]]
    for t in spec["post_processor"]["special_tokens"].values():
        t["ids"] = [new[i] for i in t["ids"]]
    spec["padding"] = None
    spec["truncation"] = dict(max_length=CONTEXT, strategy="LongestFirst", stride=0, direction="Right")
    path.write_text(json.dumps(spec, ensure_ascii=False))


class VisualModel(nn.Module):
    """pixel_values [N,3,260,260] -> image_embeds [N,D]"""
    def __init__(self, head, names, share, basis):
        super().__init__()
        self.trunk, self.head, self.share = ImageTrunk(MEAN, STD), head, share
        self.register_buffer("names", names.clone()), self.register_buffer("basis", basis.clone())

    def forward(self, x):
        f, low = self.trunk(x)
        plain = unit((self.head.logits(f) * NAMES_TEMPERATURE).softmax(1) @ self.names)
        return unit(combine(self.head(f, low), plain, self.share) @ self.basis)


class TextModel(nn.Module):
    """input_ids, attention_mask [N,L] -> text_embeds [N,D]"""
    def __init__(self, work, keep, head, share, basis):
        super().__init__()
        self.bert, self.head, self.share = MiniLM(work / "minilm/model.safetensors", CONTEXT, keep), head, share
        self.register_buffer("basis", basis.clone())

    def forward(self, ids, mask):
        e = self.bert(ids, mask)
        return unit(combine(self.head(e), e, self.share) @ self.basis)


def quantise(source, target, smallest=4096):
    """Weight-only int8: every float matrix of at least `smallest` values; embedding tables are gathered before scaling."""
    m = onnx.load(source)
    g = m.graph
    init, uses, nodes, start = {i.name: i for i in g.initializer}, {}, [], []
    for n in g.node:
        for k, x in enumerate(n.input):
            uses.setdefault(x, []).append((n, k))
    tables = {}
    for name, tensor in init.items():
        a = numpy_helper.to_array(tensor)
        if a.dtype != np.float32 or a.size < smallest or a.ndim < 2 or name not in uses:
            continue
        op, k = uses[name][0]
        axis = a.ndim - 1 if op.op_type == "MatMul" and k == 1 else 0
        if op.op_type == "Gemm" and not any(t.name == "transB" and t.i for t in op.attribute):
            axis = 1
        scale = np.abs(a).max(tuple(i for i in range(a.ndim) if i != axis), keepdims=True) / 127
        scale[scale == 0] = 1
        g.initializer.remove(tensor)
        g.initializer.append(numpy_helper.from_array(np.clip(np.round(a / scale), -127, 127).astype(np.int8), name + "_q"))
        g.initializer.append(numpy_helper.from_array(scale.astype("f4"), name + "_s"))
        if all(u.op_type == "Gather" and j == 0 for u, j in uses[name]):
            tables[name] = True
        else:
            start += [helper.make_node("Cast", [name + "_q"], [name + "_c"], to=TensorProto.FLOAT),
                      helper.make_node("Mul", [name + "_c", name + "_s"], [name])]
    for n in g.node:
        if n.op_type == "Gather" and n.input[0] in tables:
            w, at, o = n.input[0], n.input[1], n.output[0]
            nodes += [helper.make_node("Gather", [w + "_q", at], [o + "_q"], axis=0), helper.make_node("Gather", [w + "_s", at], [o + "_s"], axis=0),
                      helper.make_node("Cast", [o + "_q"], [o + "_c"], to=TensorProto.FLOAT), helper.make_node("Mul", [o + "_c", o + "_s"], [o])]
        else:
            nodes.append(n)
    del g.node[:]
    g.node.extend(start + nodes)
    onnx.checker.check_model(m)
    onnx.save(m, target)


def export(net, example, path, inputs, output, lengths):
    axes = {i: {0: "n", **({1: "l"} if lengths else {})} for i in inputs}
    torch.onnx.export(net.eval(), example, path, input_names=inputs, output_names=[output], opset_version=13,
                      dynamic_axes={**axes, output: {0: "n"}})


def golden_pictures(folder):
    """Six generated PNGs, 260x260 RGB so that no resizing takes part: flat, gradient, checks, disc, sky, noise."""
    folder.mkdir(exist_ok=True)
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    disc = (x - 130) ** 2 + (y - 130) ** 2 < 8100
    channels = [(220, 30, 30), (x * 255 // 259, 128, 255 - x * 255 // 259), [(x // 20 + y // 20) % 2 * 255] * 3,
                [np.where(disc, c, 255) for c in (40, 160, 60)], [np.where(y < 150, a, b) for a, b in ((135, 90), (190, 150), (235, 60))],
                [(x * 7919 + y * 104729 + k * 37) * (x + 3 * y + 1) % 256 for k in range(3)]]
    for k, rgb in enumerate(channels):
        Image.fromarray(np.stack([np.broadcast_to(c, (SIDE, SIDE)) for c in rgb], 2).astype("u1")).save(folder / f"image{k}.png")
    return [f"image{k}.png" for k in range(len(channels))]


def golden(demo, folder):
    tok = Tokenizer.from_file(str(demo / "textual/tokenizer.json"))
    vis, txt = (ort.InferenceSession(str(demo / d / "model.onnx")) for d in ("visual", "textual"))
    files, ids = golden_pictures(folder / "golden"), [tok.encode(t).ids for t in GOLDEN_TEXTS]
    I = np.concatenate([vis.run(None, dict(pixel_values=to_tensor(preprocess(Image.open(folder / "golden" / p)))[None].astype("f4")))[0] for p in files])
    T = np.concatenate([txt.run(None, dict(input_ids=np.array([i]), attention_mask=np.ones((1, len(i)), "i8")))[0] for i in ids])
    A = np.concatenate([T, I])
    out = dict(note="onnxruntime CPU, float32 arithmetic on the shipped int8-stored weights, batch of one; images are RGB 260x260, (x/255-mean)/std, no resizing", tolerance_cosine=0.999,
               texts=[dict(text=t, input_ids=i, first8=[round(float(v), 6) for v in e[:8]]) for t, i, e in zip(GOLDEN_TEXTS, ids, T)],
               images=[dict(file="golden/" + p, first8=[round(float(v), 6) for v in e[:8]]) for p, e in zip(files, I)],
               order=GOLDEN_TEXTS + files, cosines=[[round(float(v), 5) for v in row] for row in A @ A.T])
    (folder / "golden.json").write_text(json.dumps(out, indent=1))


def main(a):
    data, demo, f32 = Data(a.work), a.out / "demo", a.work / "f32"
    image, text = load_heads(a.work, a.head, data)
    basis = fold(text, data, a.share, a.dim)
    for d in (demo / "visual", demo / "textual", f32):
        d.mkdir(parents=True, exist_ok=True)
    keep = vocabulary(a.work, data)
    pruned_tokenizer(a.work, keep, demo / "textual/tokenizer.json")
    export(VisualModel(image, data.names, a.share, basis), torch.randn(2, 3, SIDE, SIDE), f32 / "visual.onnx", ["pixel_values"], "image_embeds", False)
    ids = torch.tensor([[2, 7, 8, 3], [2, 7, 3, 0]])
    export(TextModel(a.work, keep, text, a.share, basis), (ids, (ids > 0).long()), f32 / "textual.onnx", ["input_ids", "attention_mask"], "text_embeds", True)
    quantise(f32 / "visual.onnx", demo / "visual/model.onnx")
    quantise(f32 / "textual.onnx", demo / "textual/model.onnx")
    (demo / "visual/preprocess_cfg.json").write_text(json.dumps(dict(size=[SIDE, SIDE], mode="RGB", mean=[MEAN] * 3, std=[STD] * 3,
        interpolation="bicubic", resize_mode="shortest", fill_color=255, alpha="flattened on white before resizing")))
    (demo / "config.json").write_text(json.dumps(dict(name="demo-efflite2-minilm", embed_dim=a.dim, context_length=CONTEXT,
        vocab_size=len(keep), image_size=SIDE, logit_scale=20.0, licence="Apache-2.0 (see LICENSE-NOTICE.md)", precisions=["f32"], weights="int8",
        source="frozen EfficientNet-lite2 and all-MiniLM-L6-v2, head trained on openclipart and Noto emoji; see training/README.md",
        note="DEMO model: small, English only, much weaker than CLIP"), indent=1))
    shutil.copy(Path(__file__).with_name("LICENSE-NOTICE.md"), demo / "LICENSE-NOTICE.md")
    golden(demo, a.out)
    print("kept", len(keep), "tokens;", {str(f.relative_to(demo)): f.stat().st_size for f in sorted(demo.rglob("*")) if f.is_file()})


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("work", type=Path), ap.add_argument("out", type=Path)
    ap.add_argument("--head", default="head")
    ap.add_argument("--share", type=float, default=.5, help="weight of the trained branch against the class-name branch")
    ap.add_argument("--dim", type=int, default=256)
    main(ap.parse_args())
