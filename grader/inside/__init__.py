"""The only code of ours that strangers' processes load: the parent of all kernels, kernels, examiners, the wire.

It stands alone: nothing here imports another part of the grader.
"""
