"""Writes the towers of a tiny package once more with their weights in files beside them, as exporters do with large models.

    python make_external_data.py ../../Tests/CLIPEmbeddingTests/Fixtures/tiny-openclip ../../Tests/CLIPEmbeddingTests/Fixtures/tiny-external

The text tower's file has the name that is usual, the image tower's one that only the model tells. All other files are those
of the package.
"""
import sys
from pathlib import Path

import onnx

NAMES = {"textual": "model.onnx_data", "visual": "weights.bin"}


def main(package, folder):
    for tower, name in NAMES.items():
        (folder / tower).mkdir(parents=True, exist_ok=True)
        (folder / tower / name).unlink(missing_ok=True)
        model = onnx.load(package / tower / "model.onnx")
        onnx.save_model(model, folder / tower / "model.onnx", save_as_external_data=True, location=name, size_threshold=256)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
