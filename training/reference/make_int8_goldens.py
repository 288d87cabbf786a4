"""Quantises the tiny package of the tests, and writes what OpenVINO's own Python package computes with it in f32.

    data/quantize/venv/bin/python make_int8_goldens.py ../../Tests/CLIPEmbeddingTests/Fixtures/tiny-transformers ../../data/test_images

Runs in the environment that scripts/quantize makes. The texts and pictures are those of make_random_clip.py.
"""
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

TOOL = Path(__file__).parents[2] / "tools/quantize"
sys.path.insert(0, str(TOOL))
from package import Package  # noqa: E402
from pictures import planes  # noqa: E402
from towers import Tower  # noqa: E402


def rounded(vector):
    return [round(float(value), 7) for value in vector]


def main(folder, pictures):
    subprocess.run([sys.executable, TOOL / "quantize.py", folder, pictures], check=True)
    package, made = Package(folder), folder / "int8"
    text, image = Tower(made / "text.xml"), Tower(made / "image.xml", [1, 3, package.side, package.side])
    reference = json.loads((folder / "reference.json").read_text())
    for entry in reference["texts"]:
        entry["embedding"] = rounded(text(package.text_inputs(entry["text"], text.compiled.inputs)))
    for entry in reference["pictures"]:
        values = (np.arange(3 * package.side**2) * 31 + entry["seed"] * 17) % 256
        square = values.reshape(package.side, package.side, 3)
        entry["embedding"] = rounded(image([planes(square, package)]))
    (made / "reference.json").write_text(json.dumps(reference, separators=(",", ":"), ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
