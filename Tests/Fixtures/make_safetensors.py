#!/usr/bin/env python3
"""Writes python.safetensors, which the tests read:  python3 make_safetensors.py  (needs numpy and safetensors)."""
import pathlib

import numpy as np
from safetensors.numpy import save_file

tensors = {
    "W": (np.arange(6, dtype=np.float32) / 2).reshape(2, 3),
    "b": np.array([-1.0, 0.0, 1.0]),
    "labels": np.array([1, 2, 3], dtype=np.int64),
}
save_file(tensors, pathlib.Path(__file__).with_name("python.safetensors"), metadata={"made_by": "python"})
