"""Trains one fastText model in a process of its own: ``python training_process.py OPTIONS.json``.

Why a process of its own: with ``thread=1`` fastText 0.9 fills only the first tenth of its input matrix and leaves
the rest as the allocator handed it out (`DenseMatrix::uniformThread` fills one block of ten, one thread one block).
In a process whose heap has been used that rest is garbage: NaN weights, or worse, finite ones that differ from run to
run. In a fresh process, started with glibc's ``MALLOC_PERTURB_=255``, new memory is zero and the rest with it.

Exit code 0: the model is written. 2: the weights are not finite. The file must not import the rest of the pipeline.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

NOT_FINITE = 2
ZEROED_MEMORY = {"MALLOC_PERTURB_": "255"}


def main(options_file: str) -> int:
    # Here, since the process that starts this one reads the constants above and need not wait for these.
    import fasttext
    import numpy as np

    options = json.loads(Path(options_file).read_text("utf-8"))
    model_path = options.pop("model")
    try:
        model = fasttext.train_supervised(**options, verbose=0)
    except RuntimeError as error:
        if "NaN" in str(error):
            return NOT_FINITE
        raise
    if not (np.isfinite(model.get_output_matrix()).all() and np.isfinite(model.get_input_matrix()).all()):
        return NOT_FINITE
    model.save_model(model_path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
