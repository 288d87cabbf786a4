"""The two towers: read, quantised, run."""
import io
from contextlib import redirect_stdout

import nncf
import numpy as np
import openvino as ov
from nncf.quantization.advanced_parameters import AdvancedQuantizationParameters, OverflowFix

from package import Refused, say
from pictures import planes

core = ov.Core()
nncf.set_log_level(40)  # errors


def read(file):
    try:
        return core.read_model(file)
    except RuntimeError as error:
        reason = " ".join(str(error).split())
        raise Refused(f"{file} is no model that can be read: download it again ({reason})") from None


def quantized_image_tower(model, squares, package):
    """Weights and activations in int8, by what the calibration pictures make of every layer.

    The weights keep to 7 bits (OverflowFix.ENABLE): on processors without VNNI the sum of two 8-bit products overflows
    16 bits, and the embeddings would differ from processor to processor.
    """
    passed = 0

    def prepared(number):
        nonlocal passed
        passed += 1
        if passed % 25 == 0:
            say(f"image model, {passed} calibration runs")
        return planes(squares[number], package)

    with silence():
        return nncf.quantize(
            model, nncf.Dataset(range(len(squares)), prepared), subset_size=len(squares),
            model_type=nncf.ModelType.TRANSFORMER,
            ignored_scope=nncf.IgnoredScope(names=layers_of_one_vector(model, package.side)),
            advanced_parameters=AdvancedQuantizationParameters(overflow_fix=OverflowFix.ENABLE))


def layers_of_one_vector(model, side):
    """The names of the layers that work on one vector a picture, as the projection at the end.

    They take next to no time, and quantising them costs the most: they stay in floats.
    """
    single = model.clone()
    single.reshape([1, 3, side, side])
    return [op.get_friendly_name() for op in single.get_ordered_ops()
            if op.get_type_name() == "MatMul" and op.get_output_partial_shape(0).rank.get_length() == 2
            and op.get_output_partial_shape(0)[0] == 1]


def compressed_text_tower(model):
    """Weights in int8, arithmetic in floats: texts are short, and their embeddings stay as they were."""
    with silence():
        return nncf.compress_weights(model, mode=nncf.CompressWeightsMode.INT8_ASYM)


def silence():
    """Keeps nncf's progress bars from the terminal."""
    return redirect_stdout(io.StringIO())


class Tower:
    """A tower that is ready to run, in f32 where it is not quantised; shape: of the image tower's one input."""

    def __init__(self, file, shape=None):
        model = read(file)
        if shape:
            model.reshape(shape)
        self.compiled = core.compile_model(model, "CPU", {
            "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY", "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0"})
        named = [o for o in self.compiled.outputs if o.names & {"image_embeds", "text_embeds"}]
        self.output = next(o for o in named + self.compiled.outputs if len(o.partial_shape) == 2)
        self.request = self.compiled.create_infer_request()

    def __call__(self, inputs):
        """The embedding, of length 1."""
        vector = self.request.infer(inputs)[self.output][0].astype(np.float64)
        return vector / np.linalg.norm(vector)


def save(model, file):
    ov.save_model(model, file, compress_to_fp16=False)
