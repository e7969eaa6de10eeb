import { type Aval, sizeOf } from '../../core/aval.ts'
import { canGenerateCode } from '../../core/code-generation.ts'
import { kernelKey, programOf } from '../../core/execute.ts'
import type { HostStorage } from '../../core/host.ts'
import type { Kernel } from '../../core/kernel.ts'
import { boundedMap, getOrCreate } from '../../core/maps.ts'
import type { Expr, ScalarOp } from '../../core/scalar.ts'
import type { Compiler, HostFunction } from './host-function.ts'
import { compileWith } from './whole.ts'

/** Functions that take JavaScript many times a multiplication, and vector instructions few. */
const costlyOps: ReadonlySet<ScalarOp> = new Set([
  'exp',
  'expm1',
  'exp2',
  'log',
  'log1p',
  'sin',
  'cos',
  'tan',
  'tanh',
  'sinh',
  'cosh',
  'logistic',
  'erf',
  'erfc',
  'erfInv',
  'pow',
  'cbrt',
  'atan2',
  'lgamma',
  'digamma',
])

/** Elements from which an elementwise kernel, if it is costly or its loop would not be compiled, is worth copying its operands to and fro. */
const leastElements = 2048
/** Multiplications from which a contraction is. */
const leastProducts = 30000
/** Equations, over all rounds, from which a loop is: one by one they take about a microsecond each. */
const leastEquations = 20000

/** Whether expressions hold a costly function. Parts may be shared many times over, as in a hash: each is looked at once. */
const areCostly = (expressions: readonly Expr[], seen = new Set<Expr>()): boolean =>
  expressions.some((expression) => {
    if (seen.has(expression)) return false
    seen.add(expression)
    return costlyOps.has(expression.op) || areCostly(expression.args, seen)
  })

const costlyKernels = new WeakMap<Kernel, boolean>()

/** Whether the compiler's code for a kernel beats the loops of this backend. */
const isWorthwhile = (
  kernel: Kernel,
  inputs: readonly Aval[],
  [output]: readonly Aval[],
): boolean => {
  const size = sizeOf(output!.shape)
  if (kernel.kind === 'elementwise')
    return (
      size >= leastElements &&
      (getOrCreate(costlyKernels, kernel, () => areCostly(kernel.outputs)) || !canGenerateCode())
    )
  if (kernel.kind !== 'dot') return false
  const { shape } = inputs[0]!
  return size * sizeOf(kernel.dims.contract[0].map((axis) => shape[axis]!)) >= leastProducts
}

interface Candidate {
  calls: number
  run: HostFunction | undefined
}

/** Whether a loop of known length is worth compiling for one call: its program is new in each. */
const isLong = (kernel: Kernel): boolean =>
  kernel.kind === 'scan' && kernel.length * kernel.body.equations.length >= leastEquations

/** How many kernels that were asked for lately are kept. */
const maxCandidates = 512
/** Compiling pays only for kernels that come again. */
const callsBeforeCompiling = 3

/**
 * Runs a kernel by compiled code, if it is large enough, of a kind that gains, and was run before;
 * gives `undefined` otherwise.
 */
export const makeAccelerator = <Buffer>(
  storage: HostStorage<Buffer>,
  compiler: Compiler,
): ((
  kernel: Kernel,
  inputs: readonly Buffer[],
  inputAvals: readonly Aval[],
  outputAvals: readonly Aval[],
) => readonly Buffer[] | undefined) => {
  const candidates = boundedMap<string, Candidate>(maxCandidates)
  const call = (
    run: HostFunction,
    inputs: readonly Buffer[],
    inputAvals: readonly Aval[],
    outputAvals: readonly Aval[],
  ): readonly Buffer[] => {
    const arrays = inputs.map((input, i) => storage.elements(input, inputAvals[i]!))
    return run(arrays, []).map((result, i) => {
      const data = 'read' in result ? result.read() : result
      return storage.put(data, outputAvals[i]!)
    })
  }
  return (kernel, inputs, inputAvals, outputAvals) => {
    if (isLong(kernel)) {
      const run = compileWith(compiler, programOf(kernel, inputAvals, outputAvals))
      return run && call(run, inputs, inputAvals, outputAvals)
    }
    if (!isWorthwhile(kernel, inputAvals, outputAvals)) return undefined
    const key = kernelKey(kernel, inputAvals, outputAvals)
    const candidate = getOrCreate(candidates, key, (): Candidate => ({ calls: 0, run: undefined }))
    candidate.calls += 1
    if (candidate.calls < callsBeforeCompiling) return undefined
    candidate.run ??= compileWith(compiler, programOf(kernel, inputAvals, outputAvals))
    if (candidate.run === undefined) {
      candidate.calls = Number.NEGATIVE_INFINITY
      return undefined
    }
    return call(candidate.run, inputs, inputAvals, outputAvals)
  }
}
