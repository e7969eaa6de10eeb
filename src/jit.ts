import { compiling } from './setup-wasm.ts'
import { jit as jitOf } from './transforms/jit.ts'

/**
 * Traces a function once per signature — structure, shapes and dtypes of its arguments, and values of
 * static ones — to a program, simplifies it and runs that from then on. Side effects happen while
 * tracing only. Values the function closes over are fixed when it is traced.
 *
 * Shapes: those of `f`.
 *
 * @throws TracerError where `f` reads or branches on a traced value
 * @throws ArgumentError for an argument that is no tensor and not static, with its path
 * @example
 * const f = jit((x: Tensor) => np.sin(x).mul(2))
 * f(np.array(0)).item() // => 0
 */
// Bundlers drop the compiler from programs that do not compile: a binding of its own keeps it in those that do.
export const jit: typeof jitOf = /*@__PURE__*/ compiling(jitOf)
