"""What the notebooks share. Imported before TensorFlow, it keeps TensorFlow from talking about the machine."""

from .quiet import quiet_tensorflow

quiet_tensorflow()
