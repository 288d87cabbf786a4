"""Measures bands, hub correction, prompts, combining and finding what was cut out, on the demo model.

    pip install -r requirements.txt
    for p in tuxpaint-stamps-default gnome-backgrounds mate-backgrounds plasma-workspace-wallpapers; do
        apt-get download $p; dpkg-deb -x ${p}_*.deb PHOTOS/$p; done
    python measure.py PHOTOS [bands|random|hubs|prompts|colours|minus|cuts ...]
"""
import os
import re
import sys
import tempfile

import numpy as np
from PIL import Image

from sets import BANK, PROJECT, SETS, Model, blank, opened, related, unit, unrelated


class Space:
    """A model's bank, blank pictures and sets."""

    def __init__(self, model, photos):
        self.model, self.photos = model, photos
        self.bank = model.texts(BANK)
        self.mean = self.bank.mean(0)
        self.blanks = model.pictures([blank(i) for i in range(12)])
        self.common = self.blanks.mean(0)
        values, vectors = np.linalg.eigh(np.cov((self.bank - self.mean).T.astype(float)))
        self.variance, self.directions = values[::-1], vectors[:, ::-1]
        self.sets = {}
        for name, find in SETS.items():
            rows = find(photos)
            words = list(related(name, rows))
            shown = np.zeros((len(rows), len(words)), bool)
            for column, (_, pictures) in enumerate(words):
                shown[list(pictures), column] = True
            self.sets[name] = dict(
                rows=rows, pictures=model.pictures([opened(p) for p, _ in rows]), shown=shown,
                related=[w for w, _ in words], queries=model.texts([w for w, _ in words]),
                others=model.texts(unrelated(name)))

    def standings(self, pictures, queries, count=32):
        x = pictures - self.common
        along = (x @ self.directions[:, :count]) ** 2
        variance = along @ self.variance[:count] + ((x ** 2).sum(1) - along.sum(1)) * self.variance[count:].mean()
        return (x @ (queries - self.mean).T) / np.sqrt(variance)[:, None]

    def tells_apart(self):
        s = (self.bank - self.mean) @ self.blanks.T
        return ((s - s.mean(1, keepdims=True)) ** 2).sum() / (s ** 2).sum()


def bound(n):
    n = min(max(n, 20), 10_000)
    power = int(np.log2(n))
    return 1.7 + 0.42 * (power + n / 2 ** power - 1)


def bands(space):
    for part in ("even", "odd", "all"):
        total = np.zeros(6)
        for name, s in space.sets.items():
            z, u = space.standings(s["pictures"], s["queries"]), space.standings(s["pictures"], s["others"])
            shown = s["shown"]
            if part != "all":
                z, u, shown = z[:, part == "odd"::2], u[:, part == "odd"::2], shown[:, part == "odd"::2]
            t = bound(len(z))
            likely = (z >= t) & (z >= 0.9 * z.max(0))
            maybe = (z >= 0.6 * t) & ~likely
            right = likely & shown
            none = ~(u >= t).any(0)
            total += right.sum(), likely.sum(), right.any(0).sum(), shown.shape[1], none.sum(), len(none)
            print(f"{part:5s}{name:12s} bound {t:.2f} related {shown.shape[1]}: any likely {likely.any(0).mean():.2f}, "
                  f"a right one {right.any(0).mean():.2f}, right {right.sum() / max(1, likely.sum()):.2f} of {likely.sum()}, "
                  f"maybe or better and right {((likely | maybe) & shown).any(0).mean():.2f}, maybe right {(maybe & shown).sum() / max(1, maybe.sum()):.2f}; "
                  f"unrelated {len(none)}: none likely {none.mean():.3f}")
        print(f"{part:5s}together: a right one {total[2] / total[3]:.2f}, right {total[0] / total[1]:.3f}, none likely {total[4] / total[5]:.3f}")


def random(space):
    import onnx
    from onnx import numpy_helper
    generator = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        for tower in ("visual", "textual"):
            model = onnx.load(f"{PROJECT}/demo-model/{tower}/model.onnx")
            for weights in model.graph.initializer:
                values = numpy_helper.to_array(weights)
                if values.size >= 256 and values.ndim >= 2:
                    mixed = np.ascontiguousarray(generator.permutation(values.ravel()).reshape(values.shape))
                    weights.CopyFrom(numpy_helper.from_array(mixed, weights.name))
            os.makedirs(f"{folder}/{tower}")
            onnx.save(model, f"{folder}/{tower}/model.onnx")
        other = Space(Model(folder), space.photos)
    print(f"share of what tells pictures apart: demo {space.tells_apart():.3f}, its weights mixed {other.tells_apart():.4f}, bound 0.04")


def recall(scores, shown):
    order = np.argsort(-scores, 0)
    return " ".join(f"{np.mean([shown[order[:k, j], j].any() for j in range(shown.shape[1])]):.3f}" for k in (1, 5, 10))


def hubs(space):
    for name, s in space.sets.items():
        scores = s["pictures"] @ s["queries"].T
        near = np.sort(s["pictures"] @ space.bank.T, 1)[:, ::-1]
        print(f"{name:12s} plain {recall(scores, s['shown'])}")
        for k in (16, 128, 512):
            for weight in (0.25, 0.5, 0.75, 1):
                print(f"{name:12s} nearest {k} x {weight} {recall(scores - weight * near[:, :k].mean(1, keepdims=True), s['shown'])}")


def prompts(space):
    for name, s in space.sets.items():
        bare = [re.sub("^(a pair of|a|an|the) ", "", q) for q in s["related"]]
        keep = [i for i, q in enumerate(bare) if len(q.split()) <= 2]
        forms = {"X": [bare[i] for i in keep], "a X": [s["related"][i] for i in keep]}
        for form in ("a photo of {}", "a picture of {}", "a drawing of {}", "this is {}"):
            forms[form] = [form.format(x) for x in forms["a X"]]
        vectors = {k: space.model.texts(v) for k, v in forms.items()}
        vectors["mean of these"] = unit(sum(vectors.values()))
        for form, v in vectors.items():
            print(f"{name:12s} {len(keep)} {form:20s} {recall(s['pictures'] @ v.T, s['shown'][:, keep])}")


def combined(space, method, terms, scale):
    """The sum of (vector, is a text, weight)."""
    total = 0
    for vector, is_text, weight in terms:
        u = vector - (space.mean if is_text else space.common) if "centred" in method else vector
        if "unit" in method:
            u = unit(u)
        if "scaled" in method:
            u = u / (scale @ u).std() * 0.1
        total = total + weight * u
    return total


METHODS = ("plain", "scaled", "centred", "centred unit", "centred scaled")
HUES = dict(red=0, orange=22, yellow=42, green=85, blue=155, purple=195, pink=230)


def recoloured(space):
    """Pictures of one colour, and each of them in the other colours."""
    for name in ("test images", "stamps"):
        for row, (path, text) in enumerate(space.sets[name]["rows"]):
            picture = opened(path, 700)
            hsv = np.asarray(picture.convert("HSV")).astype(int)
            coloured, shown = (hsv[..., 1] > 90) & (hsv[..., 2] > 70), np.asarray(picture).min(-1) < 245
            if shown.sum() < 1000 or coloured.sum() < 0.45 * shown.sum() or re.search("symbols|letters|/space/", path):
                continue
            counts = np.bincount(hsv[..., 0][coloured], minlength=256)
            windows = np.convolve(np.r_[counts, counts], np.ones(36), "valid")[:256]
            if windows.max() < 0.7 * counts.sum():
                continue
            hue = (int(windows.argmax()) + 18) % 256
            own = min(HUES, key=lambda c: min(abs(HUES[c] - hue), 256 - abs(HUES[c] - hue)))
            copies = {}
            for colour, target in HUES.items():
                if colour == own:
                    continue
                copy = hsv.copy()
                copy[..., 0] = (copy[..., 0] + target - hue) % 256
                if colour == "pink":
                    copy[..., 1] = copy[..., 1] * 0.6
                if colour in ("pink", "yellow"):
                    copy[..., 2] = np.minimum(255, copy[..., 2] * 1.25 + (20 if colour == "pink" else 0))
                copies[colour] = Image.fromarray(copy.astype("uint8"), "HSV").convert("RGB")
            yield space.sets[name]["pictures"][row], dict(zip(copies, space.model.pictures(copies.values())))


def colours(space):
    pictures = list(recoloured(space))
    everything = np.concatenate([s["pictures"] for s in space.sets.values()])
    library = np.concatenate([everything] + [np.array(list(c.values())) for _, c in pictures])
    words = dict(zip(HUES, space.model.texts(list(HUES))))
    scale = library[np.random.default_rng(0).choice(len(library), 300, replace=False)]
    print(f"{len(pictures)} pictures, {len(library)} in the library")
    for method in METHODS:
        line = f"{method:15s}"
        for weight in (0.5, 1, 1.5):
            ranks = []
            for picture, copies in pictures:
                for colour, target in copies.items():
                    q = combined(space, method, [(picture, False, 1), (words[colour], True, weight)], scale)
                    # Before the wanted copy, the picture itself aside.
                    ranks.append(((library @ q) > target @ q).sum() - (picture @ q > target @ q))
            ranks = np.array(ranks)
            line += f" words x {weight}: first {(ranks < 1).mean():.2f}, in five {(ranks < 5).mean():.2f};"
        print(line, flush=True)


PAIRS = [
    ("a bird", "/birds/|bird", {"penguin": "penguin", "owl": r"\bowl", "duck": "duck|drake|gander",
                                "chicken": r"chicken|\bhen|rooster|chick", "parrot": "rosella|lorikeet", "heron": "heron"}),
    ("a fruit", "/fruit", {"apple": "apple", "strawberry": "strawberr", "orange": "orange|mandarin", "banana": "banana",
                           "lemon": "lemon|lime", "cherry": "cherr"}),
    ("a flower", "/flowers", {"red": "red|rose|anemone|anthoor|hibiscus|Adenium", "yellow": "yellow|daffodil",
                              "purple": "purple|iris|pigface"}),
    ("an animal", "/animals/", {"bird": "/birds/", "fish": "/fish", "insect": "insect|/spiders", "dog": "dog|dingo|fox",
                                "cow": "cow|bull|zebu|bison|yak|gnu"}),
    ("a vehicle", "/vehicles", {"truck": "truck|dumper", "bus": "bus", "airplane": "air|plane",
                                "train": "train|locomotive|carriage|boxcar|caboose|tender|tanker",
                                "ship": "ship|vessel|tug|sail"}),
    ("a vegetable", "/vegetables", {"tomato": "tomato", "pepper": "pepper", "broccoli": "broccoli", "onion": "onion|garlic"}),
    ("a musical instrument", "/music", {"guitar": "guitar", "violin": "violin|cello", "drum": "drum|cymbal"}),
]


def minus(space):
    s = space.sets["stamps"]
    texts = [text for _, text in s["rows"]]
    found = lambda key: {i for i, text in enumerate(texts) if re.search(key, text, re.I)}
    scale = s["pictures"][::3]
    for method in METHODS:
        for weight in (0, 0.25, 0.5, 0.75, 1):
            wanted, unwanted = [], []
            for words, key, parts in PAIRS:
                for part, part_key in parts.items():
                    out = found(part_key) & found(key)
                    a, b = space.model.texts([words, part])
                    q = combined(space, method, [(a, True, 1), (b, True, -weight)], scale)
                    top = np.argsort(-(s["pictures"] @ q))[:10]
                    wanted.append(np.mean([i in found(key) and i not in out for i in top]))
                    unwanted.append(np.mean([i in out for i in top]))
            print(f"{method:15s} minus x {weight}: of ten wanted {np.mean(wanted):.3f}, left out {np.mean(unwanted):.3f}", flush=True)


def cuts(space):
    generator, halves = np.random.default_rng(5), [0, 0.5, 1]
    names, cut_out, parts = [], [], []
    for name, s in space.sets.items():
        for path, _ in s["rows"]:
            picture = opened(path)
            w, h = picture.size

            def part(x, y):
                left, top = round((w - w // 2) * x), round((h - h // 2) * y)
                return picture.crop((left, top, left + max(1, w // 2), top + max(1, h // 2)))

            names.append(name)
            cut_out.append(space.model.pictures([part(*generator.random(2))])[0])
            parts.append(space.model.pictures([part(x, y) for y in halves for x in halves]))
    cut_out, parts, names = np.array(cut_out), np.array(parts), np.array(names)
    whole = np.concatenate([s["pictures"] for s in space.sets.values()])
    twins = whole @ whole.T > 0.995
    for label, more in (("whole", []), ("and the middle", [4]), ("and four quarters", [0, 2, 6, 8]), ("and nine", range(9))):
        scores = np.max([cut_out @ whole.T] + [cut_out @ parts[:, k].T for k in more], 0)
        order = scores.argsort(1)[:, ::-1]
        for name in ["", *space.sets]:
            keep = [i for i in range(len(names)) if names[i] == name or not name]
            hits = [np.mean([twins[i, order[i, :k]].any() for i in keep]) for k in (1, 5, 20)]
            print(f"{label:20s}{name or 'all':12s} {len(keep)}: first {hits[0]:.3f}, in 5 {hits[1]:.3f}, in 20 {hits[2]:.3f}")


if __name__ == "__main__":
    space = Space(Model(), sys.argv[1])
    for command in sys.argv[2:] or ["bands", "random", "hubs", "prompts", "colours", "minus", "cuts"]:
        print(f"## {command}", flush=True)
        globals()[command](space)
