#!/usr/bin/env python3
"""Stands in for a Python with Optuna: the next lambda depends on the seed and on all that was told.

STAND_IN=crash fails at the third trial, STAND_IN=interrupt presses Ctrl-C there and says nothing more.
"""

import json
import os
import signal
import sys

for line in sys.stdin:
    message = json.loads(line)
    if message["op"] == "space":
        lambda_ = 1e-3 * message["seed"]
    elif message["op"] == "tell":
        lambda_ *= 0.5 + message["value"] / 4
    else:
        at_third = message["id"] == 2
        if at_third and os.environ.get("STAND_IN") == "crash":
            raise RuntimeError("the stand-in has a bug")
        if at_third and os.environ.get("STAND_IN") == "interrupt":
            os.kill(os.getppid(), signal.SIGINT)
            continue
        print(json.dumps({"values": {"lambda": lambda_}}), flush=True)
