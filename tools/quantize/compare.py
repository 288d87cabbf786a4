"""How far the int8 towers are from those in f32: cosines, and whether searches find the same."""
import numpy as np

from figures import agreement, cosines, ranks
from package import say
from pictures import planes
from towers import Tower


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
