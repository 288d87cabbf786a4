"""Prints how near a model in bf16 is to itself in f32: cosines and ranks of the test images, for docs/decisions/0022.

Usage: python compare_bf16.py PACKAGE...      in the folder of the project, with Benchmarks/requirements.txt

Few processors compute bf16, so it is emulated: ONNX Runtime computes in f32, and values are rounded to bf16 in between. "products"
rounds what goes into products of matrices and convolutions, the least that bf16 means; "everything" rounds the result of
every operation as well, the most.
"""
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

sys.path.append(str(Path(__file__).parents[2] / "tools/quantize"))
import pictures
from figures import QUERIES, agreement, cosines, ranks
from package import Package

PRODUCTS = {"Conv", "MatMul", "Gemm"}


def rounding(name, nodes):
    """Adds nodes that round a value to bf16 and back; returns the name of the result."""
    nodes.append(helper.make_node("Cast", [name], [f"{name}/bf16/{len(nodes)}"], to=TensorProto.BFLOAT16))
    nodes.append(helper.make_node("Cast", [nodes[-1].output[0]], [f"{name}/f32/{len(nodes)}"], to=TensorProto.FLOAT))
    return nodes[-1].output[0]


def emulated(file, everything):
    """The model in a file with its values rounded, serialized."""
    model = onnx.shape_inference.infer_shapes(onnx.load(file))
    graph = model.graph
    types = {v.name: v.type.tensor_type.elem_type for v in (*graph.value_info, *graph.input, *graph.output)}
    types |= {w.name: w.data_type for w in graph.initializer}
    results, renamed, nodes = {o.name for o in graph.output}, {}, []
    for node in graph.node:
        inputs = [renamed.get(name, name) for name in node.input]
        if node.op_type in PRODUCTS:
            inputs = [rounding(name, nodes) if types.get(old) == TensorProto.FLOAT and name == old else name
                      for name, old in zip(inputs, node.input)]
        node.input[:] = inputs
        nodes.append(node)
        for name in node.output:
            if everything and types.get(name) == TensorProto.FLOAT and name not in results:
                renamed[name] = rounding(name, nodes)
    del graph.node[:], graph.value_info[:]
    graph.node.extend(nodes)
    return model.SerializeToString()


class Tower:
    """A model that maps named inputs to an embedding of length 1."""

    def __init__(self, model):
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # else casts may go
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.inputs = self.session.get_inputs()

    def __call__(self, inputs):
        outputs = [o for o in self.session.run(None, inputs) if o.ndim == 2]
        return outputs[0][0] / np.linalg.norm(outputs[0][0])


def text_inputs(package, text, inputs):
    """As many ids as there are, filled up where the model has a fixed length."""
    ids = package.ids(text)
    length = inputs[0].shape[1] if isinstance(inputs[0].shape[1], int) else len(ids)
    rows = {"input_ids": (ids + [package.pad_id] * length)[:length], "attention_mask": [int(n < len(ids)) for n in range(length)]}
    rows["text"] = rows["input_ids"]
    return {i.name: np.array([rows[i.name]], np.int64 if "int64" in i.type else np.int32) for i in inputs}


def embeddings(package, squares, read):
    """Of the pictures and of the queries, [n, components] each; read: makes a model of a file."""
    tower = Tower(read(str(package.image)))
    of_pictures = [tower({tower.inputs[0].name: pictures.planes(s, package)}) for s in squares]
    tower = Tower(read(str(package.text)))
    return np.array(of_pictures), np.array([tower(text_inputs(package, q, tower.inputs)) for q in QUERIES])


for folder in sys.argv[1:]:
    package = Package(Path(folder))
    squares, _ = pictures.squares(pictures.find(Path("data/test_images")), 1000, package)
    own = np.arange(len(squares))
    exact = embeddings(package, squares, lambda file: Path(file).read_bytes())
    for name in ("products", "everything"):
        made = embeddings(package, squares, lambda file: emulated(file, name == "everything"))
        print(f"{folder}, {name}, {len(squares)} pictures")
        for what, one, other in zip(("pictures", "texts"), exact, made):
            print(f"  cosine of {what}, bf16 to f32: {cosines(one, other)}")
        print(f"  by text: {agreement([ranks(t @ p.T) for p, t in (exact, made)])}")
        print(f"  by picture: {agreement([ranks(p @ p.T, own) for p, _ in (exact, made)])}")
