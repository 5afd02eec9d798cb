"""Functions of tensors as traced graphs, by value: no Python crosses, and the other end can differentiate what it gets.

A graph is TensorFlow's own GraphDef, with operations from a list: arithmetic on tensors, and nothing that reads a file,
keeps state or calls back.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

from .tensors import is_tensor

MAX_BYTES = 16 << 20
MAX_NODES = 50_000

OPERATIONS = {
    "Abs", "Acos", "Acosh", "Add", "AddN", "AddV2", "All", "Any", "ApproximateEqual", "ArgMax", "ArgMin", "Asin",
    "Asinh", "Assert", "Atan", "Atan2", "Atanh", "AvgPool", "AvgPool3D", "AvgPoolGrad", "BatchMatMul",
    "BatchMatMulV2", "BatchMatMulV3", "BatchToSpaceND", "BiasAdd", "BiasAddGrad", "Bincount", "BroadcastArgs",
    "BroadcastGradientArgs", "BroadcastTo", "Cast", "Ceil", "CheckNumerics", "Cholesky", "ClipByValue", "Complex",
    "ComplexAbs", "Concat", "ConcatV2", "Conj", "Const", "Conv2D", "Conv2DBackpropFilter", "Conv2DBackpropInput",
    "Conv3D", "Cos", "Cosh", "Cross", "CumulativeLogsumexp", "Cumprod", "Cumsum", "DepthToSpace",
    "DepthwiseConv2dNative", "DepthwiseConv2dNativeBackpropFilter", "DepthwiseConv2dNativeBackpropInput", "Diag",
    "DiagPart", "Digamma", "Div", "DivNoNan", "DynamicPartition", "DynamicStitch", "Einsum", "Elu", "EluGrad",
    "EnsureShape", "Equal", "Erf", "Erfc", "Exp", "ExpandDims", "Expm1", "Eye", "Fill", "Floor", "FloorDiv",
    "FloorMod", "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3", "Gather", "GatherNd", "GatherV2", "Greater",
    "GreaterEqual", "Identity", "IdentityN", "Igamma", "Imag", "InTopK", "InTopKV2", "Inv", "InvGrad",
    "InvertPermutation", "IsFinite", "IsInf", "IsNan", "L2Loss", "LeakyRelu", "LeakyReluGrad", "Less", "LessEqual",
    "Lgamma", "LinSpace", "ListDiff", "LRN", "Log", "Log1p", "LogSoftmax", "LogicalAnd", "LogicalNot", "LogicalOr",
    "MatMul", "MatrixBandPart", "MatrixDeterminant", "MatrixDiag", "MatrixDiagPart", "MatrixDiagPartV3",
    "MatrixDiagV3", "MatrixInverse", "MatrixSetDiag", "MatrixSetDiagV3", "MatrixSolve", "Max", "MaxPool", "MaxPool3D",
    "MaxPoolGrad", "MaxPoolV2", "Maximum", "Mean", "Min", "Minimum", "MirrorPad", "Mod", "Mul", "MulNoNan",
    "Multinomial", "Neg", "NextAfter", "NoOp", "NotEqual", "OneHot", "OnesLike", "Pack", "Pad", "PadV2",
    "Placeholder", "PlaceholderWithDefault", "Pow", "PreventGradient", "Prod", "Range", "Rank", "RandomShuffle",
    "RandomStandardNormal", "RandomUniform", "RandomUniformInt", "Real", "RealDiv", "Reciprocal", "ReciprocalGrad",
    "Relu", "Relu6", "ReluGrad", "Reshape", "ResizeBilinear", "ResizeNearestNeighbor", "Reverse", "ReverseSequence",
    "ReverseV2", "Rint", "Roll", "Round", "Rsqrt", "RsqrtGrad", "ScatterNd", "SegmentMax", "SegmentMean",
    "SegmentSum", "Select", "SelectV2", "Selu", "SeluGrad", "Shape", "ShapeN", "Sigmoid", "SigmoidGrad", "Sign",
    "Sin", "Sinh", "Size", "Slice", "Snapshot", "Softmax", "SoftmaxCrossEntropyWithLogits", "Softplus",
    "SoftplusGrad", "Softsign", "SoftsignGrad", "SpaceToBatchND", "SpaceToDepth",
    "SparseSoftmaxCrossEntropyWithLogits", "Split", "SplitV", "Sqrt", "SqrtGrad", "Square", "SquaredDifference",
    "Squeeze", "StatelessMultinomial", "StatelessRandomGetKeyCounter", "StatelessRandomNormal",
    "StatelessRandomNormalV2", "StatelessRandomUniform", "StatelessRandomUniformV2", "StatelessRandomUniformInt",
    "StatelessRandomUniformIntV2", "StatelessTruncatedNormal", "StatelessTruncatedNormalV2", "StopGradient",
    "StridedSlice", "StridedSliceGrad", "Sub", "Sum", "Svd", "Tan", "Tanh", "TanhGrad", "TensorListConcatV2",
    "TensorListElementShape", "TensorListFromTensor", "TensorListGetItem", "TensorListGather", "TensorListLength",
    "TensorListPopBack", "TensorListPushBack", "TensorListReserve", "TensorListResize", "TensorListSetItem",
    "TensorListStack", "TensorScatterAdd", "TensorScatterUpdate", "Tile", "TopK", "TopKV2", "Transpose",
    "TridiagonalSolve", "TruncateDiv", "TruncateMod", "TruncatedNormal", "Unique", "UniqueV2", "Unpack",
    "UnravelIndex", "UnsortedSegmentMax", "UnsortedSegmentSum", "Where", "Xdivy", "Xlog1py", "Xlogy", "ZerosLike",
    "Case", "If", "PartitionedCall", "StatefulPartitionedCall", "StatelessCase", "StatelessIf", "StatelessWhile",
    "While",
}  # fmt: skip


def tensorflow() -> Any:
    return importlib.import_module("tensorflow")


def symbolic(value: Any) -> bool:
    """Whether there is a tensor without a value in nested arguments, as while a function is traced."""
    tf = sys.modules.get("tensorflow")
    return tf is not None and any(tf.is_symbolic_tensor(each) for each in tf.nest.flatten(value))


def traced(function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> list[Any]:
    """A function of tensors as [its graph, the names of its inputs, of its outputs, the structure of its result].

    args, kwargs: its arguments, with a TensorSpec in the place of each tensor: types and shapes count, not values. The
    structure is the result with the number of an output in the place of each tensor. Raises TypeError where TensorFlow
    can't follow the function, with the last line of what it says.
    """
    tf = tensorflow()
    convert = importlib.import_module("tensorflow.python.framework.convert_to_constants")
    leaves = tf.nest.flatten([args, kwargs])
    structure: list[Any] = []

    def flat(*tensors: Any) -> list[Any]:
        left = iter(tensors)
        filled = [next(left) if isinstance(each, tf.TensorSpec) else each for each in leaves]
        positional, named = tf.nest.pack_sequence_as([args, kwargs], filled)
        result = function(*positional, **named)
        found = tf.nest.flatten(result)
        structure.append(tf.nest.pack_sequence_as(result, list(range(len(found)))))
        return [tf.identity(each) for each in found]

    specs = [each for each in leaves if isinstance(each, tf.TensorSpec)]
    concrete = concrete_function(flat, specs)
    frozen = convert.convert_variables_to_constants_v2(concrete, lower_control_flow=False)
    names = [[each.name for each in ends] for ends in (frozen.inputs, frozen.outputs)]
    return [frozen.graph.as_graph_def().SerializeToString(), *names, structure[-1]]


def concrete_function(function: Callable[..., Any], specs: list[Any]) -> Any:
    """A function of tensors, traced."""
    try:
        return tensorflow().function(function).get_concrete_function(*specs)
    except Exception as error:
        lines = str(error).strip().splitlines()
        raise TypeError(f"TensorFlow can't follow this function: {lines[-1].strip() if lines else ''}") from None


def as_tensors(value: Any) -> Any:
    """Nested arrays as tensors."""
    return tensorflow().nest.map_structure(tensorflow().convert_to_tensor, value)


def specs_of(value: Any) -> Any:
    """Arguments with a TensorSpec in the place of each tensor or variable."""
    tf = tensorflow()

    def spec(each: Any) -> Any:
        return tf.TensorSpec(each.shape, each.dtype) if is_tensor(each) else each

    return tf.nest.map_structure(spec, value)


def called(trace: Callable[[Any, Any], Any], args: list[Any], kwargs: dict[str, Any]) -> Any:
    """What a function of the other end computes of these tensors, through its graph, so that a gradient tape at this
    end follows it. trace: asks for the graph, given the arguments with a TensorSpec for each tensor."""
    tf = tensorflow()
    data, inputs, outputs, structure = trace(specs_of(args), specs_of(kwargs))
    leaves = tf.nest.flatten([args, kwargs])
    tensors = [tf.convert_to_tensor(each) for each in leaves if is_tensor(each)]
    results = callable_graph(data, inputs, outputs)(*tensors)
    return tf.nest.map_structure(lambda number: results[number], structure)


def callable_graph(data: bytes, inputs: list[str], outputs: list[str]) -> Callable[..., list[Any]]:
    """The inverse: a function of the tensors that `inputs` names, in their order, which a gradient tape follows.

    Raises ValueError where the data is no graph, is too large, or has an operation that isn't on the list.
    """
    tf = tensorflow()
    if len(data) > MAX_BYTES:
        raise ValueError("the graph is too large to be looked at")
    try:
        graph = tf.compat.v1.GraphDef.FromString(data)
    except Exception:  # protobuf's own DecodeError, of whichever implementation
        raise ValueError("no graph") from None
    check(graph)
    wrapped = tf.compat.v1.wrap_function(lambda: tf.import_graph_def(graph, name=""), [])
    tensors = [[wrapped.graph.get_tensor_by_name(str(name)) for name in names] for names in (inputs, outputs)]
    if any(each.op.type != "Placeholder" for each in tensors[0]):
        raise ValueError("the inputs of a graph are placeholders")
    pruned = wrapped.prune(tensors[0], tensors[1])
    return lambda *values: list(pruned(*values))


def check(graph: Any) -> None:
    """Raise ValueError unless a graph only computes with tensors; gradients that somebody says it has are taken out."""
    functions = {each.signature.name for each in graph.library.function}
    nodes = [*graph.node, *(node for each in graph.library.function for node in each.node_def)]
    if len(nodes) > MAX_NODES or len(graph.library.gradient):
        raise ValueError("the graph is too large to be looked at")
    for node in nodes:
        if node.op not in OPERATIONS and node.op not in functions:
            raise ValueError(f"the operation {node.op} can't be looked at")
        node.attr.pop("_gradient_op_type", None)
        node.device = ""
        if not all(each.name in functions for value in node.attr.values() for each in named(value)):
            raise ValueError("a function of the graph is missing")


def named(value: Any) -> Iterator[Any]:
    """The functions that an attribute names, alone or in a list, and those that these name in attributes of theirs."""
    for each in (*([value.func] if value.HasField("func") else ()), *value.list.func):
        yield each
        for inner in each.attr.values():
            yield from named(inner)
