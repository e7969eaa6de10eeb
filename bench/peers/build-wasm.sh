#!/bin/sh
# Compiles the workloads in C to WebAssembly with 128-bit SIMD: build-wasm.sh SOURCES OUT, where SOURCES has
# maml.c, mlp.c and ops.c. Needs clang with the target wasm32 and lld; CLANG names another clang.
set -e
sources=${1:?the folder of maml.c, mlp.c and ops.c}
out=${2:?the folder for the modules}
flags="--target=wasm32 -O3 -ffast-math -msimd128 -mbulk-memory -nostdlib -Wl,--no-entry -Wl,-z,stack-size=65536"
mkdir -p "$out"
build() { "${CLANG:-clang}" $flags "$@"; }
build -DVW=4 -DMRH=4 -DNRH=2 -DMRW=4 -DNRW=2 -o "$out/maml.wasm" "$sources/maml.c"
build -o "$out/mlp.wasm" "$sources/mlp.c"
build -o "$out/ops.wasm" "$sources/ops.c"
build -o "$out/chain.wasm" "$(dirname "$0")/chain.c"
