"""What jax.numpy, lax, nn, linalg and scipy answer to single calls.

    pip install jax==0.10.2 scipy
    python spec/jax/make_calls.py

writes fixtures/calls-<table>.json. A call with float64 inputs is computed in x64 mode, and also records the
dtypes of its results for float32 inputs; any other call is computed in the default mode.
"""

import sys
import warnings

import calls_arrays
import calls_bytes
import calls_lax_nn
import calls_np
import calls_scipy
import calls_unusual
import calls_options
import calls_zeros
from calls import write

warnings.filterwarnings("ignore")

TABLES = {
    "elementwise": calls_np.elementwise,
    "creation": calls_np.creation,
    "reductions": calls_np.reductions,
    "structure": calls_arrays.structure,
    "indexing": calls_arrays.indexing,
    "contractions": calls_arrays.contractions,
    "lax": calls_lax_nn.lax,
    "nn": calls_lax_nn.nn,
    "linalg": calls_lax_nn.linalg,
    "scipy": calls_scipy.scipy,
    "bytes": calls_bytes.bytes_,
    "unusual-shapes": calls_unusual.shapes,
    "unusual-reductions": calls_unusual.reductions,
    "unusual-vectors": calls_unusual.vectors,
    "unusual-searches": calls_unusual.searches,
    "unusual-indices": calls_unusual.indices,
    "unusual-joins": calls_unusual.joins,
    "unusual-matrices": calls_unusual.matrices,
    "unusual-activations": calls_unusual.activations,
    "unusual-tails": calls_unusual.tails,
    "options": calls_options.options,
    "products": calls_options.products,
    "zeros": calls_zeros.zeros,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or TABLES:
        write(name, TABLES[name])
