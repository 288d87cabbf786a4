"""How far the int8 towers are from those in f32: cosines, and whether searches find the same."""
import numpy as np

from package import say
from pictures import planes
from towers import Tower

FIRST = 10
QUERIES = """a cat; a dog; a bird; a horse; a fish; a person smiling; a child playing; a group of people; a car; a bicycle;
a train; a boat on the water; an airplane; a house; a tall building; a church; a bridge; a street at night; a beach;
mountains; a forest; a green tree; a flower; a garden; the sky at sunset; snow; rain; a river; food on a plate; fruit;
a cup of coffee; a table and chairs; a book; a computer; a musical instrument; a painting; something red; something blue;
black and white; a close-up""".replace("\n", " ").split("; ")


def compared(package, files, squares, calibrated, queries):
    """The report's figures. squares: [n, side, side, 3], of which the first `calibrated` were used for calibration."""
    shape = [1, 3, package.side, package.side]
    pairs = [(package.image, files["image"], shape), (package.text, files["text"], None)]
    pictures, texts = [], []
    for original, made, shape in pairs:
        for file in (original, made):
            tower = Tower(file, shape)
            say(f"comparing: {'pictures' if shape else 'texts'} with {file.name}")
            if shape:
                pictures.append(np.array([tower([planes(s, package)]) for s in squares]))
            else:
                texts.append(np.array([tower(package.text_inputs(q, tower.compiled.inputs)) for q in queries]))
    held_out = [p[calibrated:] for p in pictures]
    everything = np.arange(len(squares))
    return {
        "pictures not used for calibration": len(held_out[0]),
        "cosine of pictures, int8 to f32": cosines(*held_out),
        "cosine of texts, int8 to f32": cosines(*texts),
        "searches": {
            "pictures searched": len(squares),
            "by text": agreement([ranks(t @ p.T) for t, p in zip(texts, pictures)]),
            "by picture": agreement([ranks(h @ p.T, everything[calibrated:]) for h, p in zip(held_out, pictures)]),
        },
    }


def cosines(one, other):
    values = (one * other).sum(axis=1)
    return {"median": rounded(np.median(values), 5), "least": rounded(values.min(), 5)}


def ranks(similarity, own=()):
    """The pictures in the order of their nearness, [queries, FIRST]; own: the picture that a query is itself."""
    for query, picture in enumerate(own):
        similarity[query, picture] = -np.inf
    return np.argsort(-similarity, axis=1)[:, :FIRST]


def agreement(ranks):
    """How often the first hit is the same, and how much of the first ten."""
    one, other = ranks
    shared = [len(set(a) & set(b)) / len(a) for a, b in zip(one, other)]
    return {"queries": len(one), "same first hit": rounded((one[:, 0] == other[:, 0]).mean(), 3),
            f"shared of the first {one.shape[1]}": rounded(np.mean(shared), 3)}


def rounded(value, places):
    return round(float(value), places)
