import { condP } from '../control/cond.ts'
import { shareConstants } from '../control/constants.ts'
import { type Aval, sameShape, showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, describe, integer, scalar, type TensorLike } from '../core/convert.ts'
import { isInteger, promoteTypes } from '../core/dtype.ts'
import { ArgumentError, DtypeError, ShapeError, TreeError } from '../core/errors.ts'
import { checkFunction } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'
import {
  describeDef,
  leafPaths,
  sameDef,
  showPath,
  type TreeDef,
  unflatten,
} from '../core/tree-def.ts'
import { evaluate } from '../interpreters/evaluate.ts'
import { stageProgram } from '../interpreters/stage.ts'
import { convertElementType, ne } from '../primitives/arithmetic.ts'
import { tensorLeaves } from './flat.ts'
import { type TracedFunction, traceFunction } from './traced.ts'
import type { Tensors } from './types.ts'

const requireEqualOutputs = (
  op: string,
  names: readonly string[],
  traced: readonly TracedFunction[],
): void => {
  const [head, ...rest] = traced as readonly [TracedFunction, ...TracedFunction[]]
  rest.forEach((other, k) => {
    const [a, b] = [names[0], names[k + 1]]
    if (!sameDef(head.outDef, other.outDef))
      throw new TreeError(
        op,
        `expected branches with equal output structure, got ${describeDef(head.outDef)} from ${a} ` +
          `and ${describeDef(other.outDef)} from ${b}`,
      )
    head.program.outputs.forEach((atom, i) => {
      const x = atom.aval
      const y = (other.program.outputs[i] as typeof atom).aval
      const where = showPath(leafPaths(head.outDef)[i] ?? [], 'the result')
      const told =
        `expected branches with equal output types, got ${showAval(x)} from ${a} and ${showAval(y)} ` +
        `from ${b} at ${where}`
      if (!sameShape(x.shape, y.shape)) throw new ShapeError(op, `${told}; make their shapes equal`)
      if (x.dtype !== y.dtype) throw new DtypeError(op, `${told}; convert one with astype`)
    })
  })
}

/** Gives weakly typed results of one branch the dtype of the others. */
const promoteOutputs = (traced: readonly TracedFunction[]): readonly TracedFunction[] => {
  const columns = (i: number): readonly Aval[] =>
    traced.flatMap(({ program }) => program.outputs[i]?.aval ?? [])
  return traced.map((t) => {
    const targets = t.program.outputs.map((_, i) => promoteTypes(columns(i)).dtype)
    const isSame = t.program.outputs.every(
      (a, i) => !a.aval.weakType || a.aval.dtype === targets[i],
    )
    if (isSame) return t
    const program = stageProgram(
      (inputs) =>
        evaluate(t.program, inputs).map((y, i) =>
          y.weakType ? convertElementType(y, targets[i] as Aval['dtype']) : y,
        ),
      t.program.inputs.map((v) => v.aval),
    )
    return { ...t, program }
  })
}

const bindBranches = (
  op: string,
  names: readonly string[],
  index: Tensor,
  branches: readonly ((...operands: never[]) => unknown)[],
  operands: readonly unknown[],
): unknown => {
  const [leaves, def] = tensorLeaves(operands, op, 'operands')
  const traced = promoteOutputs(branches.map((f) => traceFunction(f, def, leaves, op)))
  requireEqualOutputs(op, names, traced)
  const { programs, constants } = shareConstants(traced)
  const results = bind(condP, [index, ...constants, ...leaves], { branches: programs })
  return unflatten((traced[0] as TracedFunction).outDef as TreeDef, results)
}

/**
 * `pred ? trueFun(...operands) : falseFun(...operands)` for a traced predicate. Both branches are traced;
 * one runs, or both under `vmap` with a predicate per example.
 *
 * Shapes: `pred: bool[]` or a number (true unless 0); both branches return equal structures and types.
 *
 * @throws ShapeError for a predicate that is no scalar
 * @throws TreeError, ShapeError or DtypeError where the branches' results differ
 * @example
 * const safeLog = (x: Tensor) => lax.cond(x.gt(0), (v: Tensor) => np.log(v), (v: Tensor) => v.mul(0), x)
 * safeLog(np.array(1)).item() // => 0
 */
export const cond = /*@__PURE__*/ checked(
  'cond(pred, trueFun, falseFun, ...operands)',
  <Operands extends readonly unknown[], R>(
    pred: TensorLike,
    trueFun: (...operands: Operands) => R,
    falseFun: (...operands: Operands) => R,
    ...operands: Operands
  ): Tensors<R> => {
    checkFunction('cond', trueFun, 'trueFun')
    checkFunction('cond', falseFun, 'falseFun')
    const predicate = asTensor(pred, 'cond', 'pred')
    if (predicate.ndim !== 0)
      throw new ShapeError(
        'cond',
        `expected a scalar predicate, got ${showAval(predicate)}; reduce it with np.all or np.any, ` +
          'or select elementwise with np.where',
      )
    const isTrue =
      predicate.dtype === 'bool' ? predicate : ne(predicate, scalar(0, predicate.dtype))
    return bindBranches(
      'cond',
      ['falseFun', 'trueFun'],
      convertElementType(isTrue, 'int32'),
      [falseFun, trueFun] as readonly ((...args: never[]) => unknown)[],
      operands,
    ) as Tensors<R>
  },
)

/**
 * Applies one of several functions, by index, which is clamped to their number.
 *
 * Shapes: `index: i32[]`; all branches return equal structures and types.
 *
 * @throws ArgumentError without branches
 * @throws DtypeError for an index that is no integer scalar
 * @example
 * const f = (i: number) => lax.switch(np.array(i, { dtype: 'int32' }), [np.sin, np.cos], np.array(0))
 * f(1).item() // => 1
 */
export const switchBranches = /*@__PURE__*/ checked(
  'switch(index, branches, ...operands)',
  <Operands extends readonly unknown[], R>(
    index: TensorLike,
    branches: readonly ((...operands: Operands) => R)[],
    ...operands: Operands
  ): Tensors<R> => {
    if (!Array.isArray(branches) || branches.length === 0)
      throw new ArgumentError(
        'switch',
        `expected a list of branches, got ${Array.isArray(branches) ? 'an empty one' : describe(branches)}`,
      )
    branches.forEach((branch, i) => {
      checkFunction('switch', branch, `branch ${i}`)
    })
    const given =
      typeof index === 'number' && Number.isInteger(index)
        ? integer('switch', index, 'index')
        : asTensor(index, 'switch', 'index')
    if (given.ndim !== 0 || !isInteger(given.dtype))
      throw new DtypeError('switch', `expected an integer scalar index, got ${showAval(given)}`)
    return bindBranches(
      'switch',
      branches.map((_, i) => `branch ${i}`),
      convertElementType(given, 'int32'),
      branches as readonly ((...args: never[]) => unknown)[],
      operands,
    ) as Tensors<R>
  },
)
