import { type Aval, showAval, sizeOf } from '../../core/aval.ts'
import { type HostFunction, hostCompiler } from '../../core/backend.ts'
import { canGenerateCode } from '../../core/code-generation.ts'
import { unreachable } from '../../core/errors.ts'
import { identityOf, parameterKey } from '../../core/identity.ts'
import type { Kernel } from '../../core/kernel.ts'
import { getOrCreate } from '../../core/maps.ts'
import type { Primitive } from '../../core/primitive.ts'
import { bound, equation, type Program, Var } from '../../core/program.ts'
import type { Expr, ScalarOp } from '../../core/scalar.ts'
import { dense, denseView, type NdBuffer } from './buffer.ts'
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

/** A program of one kernel. */
const programOf = (
  kernel: Kernel,
  inputAvals: readonly Aval[],
  outputAvals: readonly Aval[],
): Program => {
  const unused = (): never => unreachable('a rule of a kernel on its own')
  const primitive: Primitive<object> = {
    name: kernel.kind,
    abstract: () => outputAvals,
    jvp: unused,
    batch: unused,
    lower: () => kernel,
  }
  const inputs = inputAvals.map((aval) => new Var(aval))
  const outputs = outputAvals.map((aval) => new Var(aval))
  return { inputs, equations: [equation(bound(primitive, {}), inputs, outputs)], outputs }
}

interface Candidate {
  calls: number
  run: HostFunction | undefined
}

/** Kernels that were asked for lately, by what they do and the avals they do it to. */
const candidates = new Map<string, Candidate>()
const maxCandidates = 512
/** Compiling pays only for kernels that come again. */
const callsBeforeCompiling = 3

const candidateOf = (
  kernel: Kernel,
  inputs: readonly Aval[],
  outputs: readonly Aval[],
): Candidate => {
  // Elementwise kernels of equal meaning are one object.
  const name = kernel.kind === 'dot' ? parameterKey(kernel.dims) : identityOf(kernel)
  const show = (avals: readonly Aval[]): string => avals.map((a) => showAval(a)).join()
  const key = `${name} ${show(inputs)} ${show(outputs)}`
  let candidate = candidates.get(key)
  if (candidate === undefined) {
    if (candidates.size >= maxCandidates) candidates.clear()
    candidate = { calls: 0, run: undefined }
    candidates.set(key, candidate)
  }
  return candidate
}

/**
 * Runs a kernel by compiled code, if a compiler is registered and the kernel is large enough, of a kind
 * that gains, and was run before; `undefined` otherwise.
 */
export const runCompiled = (
  kernel: Kernel,
  inputs: readonly NdBuffer[],
  inputAvals: readonly Aval[],
  outputAvals: readonly Aval[],
): readonly NdBuffer[] | undefined => {
  const compiler = hostCompiler()
  if (compiler === undefined || !isWorthwhile(kernel, inputAvals, outputAvals)) return undefined
  const candidate = candidateOf(kernel, inputAvals, outputAvals)
  candidate.calls += 1
  if (candidate.calls < callsBeforeCompiling) return undefined
  candidate.run ??= compileWith(compiler, programOf(kernel, inputAvals, outputAvals))
  if (candidate.run === undefined) {
    candidate.calls = Number.NEGATIVE_INFINITY
    return undefined
  }
  const arrays = inputs.map((input, i) => dense(inputAvals[i]!.dtype, input))
  return candidate.run(arrays, []).map((result, i) => {
    const { dtype, shape } = outputAvals[i]!
    return denseView(dtype, 'read' in result ? result.read() : result, shape, 0)
  })
}
