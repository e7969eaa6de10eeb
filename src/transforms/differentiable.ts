import { showAval } from '../core/aval.ts'
import { describe } from '../core/convert.ts'
import { isFloat } from '../core/dtype.ts'
import { ArgumentError, DtypeError, ShapeError } from '../core/errors.ts'
import { checkFlag, checkFunction, checkOptions, checkPositions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import type { Label } from '../core/trace.ts'
import {
  flatten,
  leafCount,
  leafPath,
  showPath,
  type TreeDef,
  unflatten,
} from '../core/tree-def.ts'
import { nameOf, tensorLeaves } from './flat.ts'

/** Which arguments a transform differentiates: one, or a list in the order of the result. */
export type Argnums = number | readonly number[]

/** Throws `ArgumentError` unless `f` is a function and the options are known and of the right types. */
export const checkDifferentiation = (
  op: string,
  f: unknown,
  options: { readonly argnums?: unknown; readonly hasAux?: unknown; readonly allowInt?: unknown },
  known: readonly string[],
): void => {
  checkFunction(op, f)
  checkOptions(op, options, known)
  checkPositions(op, 'argnums', options.argnums)
  checkFlag(op, 'hasAux', options.hasAux)
  checkFlag(op, 'allowInt', options.allowInt)
}

/** The differentiated arguments of a call, flattened together. */
export interface DifferentiatedArguments {
  readonly leaves: readonly Tensor[]
  readonly def: TreeDef
  /** Where a leaf is, by its position: `args[0].w of f`. */
  readonly label: Label
  /** The arguments with the differentiated ones rebuilt from leaves. */
  readonly rebuild: (leaves: readonly Tensor[]) => readonly unknown[]
  /** A result for each differentiated argument, as `argnums` asks: bare, or a list. */
  readonly select: (leaves: readonly unknown[]) => unknown
}

export const differentiatedArguments = (
  op: string,
  f: { readonly name: string },
  args: readonly unknown[],
  argnums: Argnums,
): DifferentiatedArguments => {
  const list = typeof argnums === 'number' ? [argnums] : argnums
  const indices = list.map((i) => (i < 0 ? i + args.length : i))
  indices.forEach((index, i) => {
    if (!Number.isInteger(index) || index < 0 || index >= args.length)
      throw new ArgumentError(
        op,
        `expected argnums to name arguments of ${nameOf(f)}, got ${list[i]} in a call with ` +
          `${args.length} of them; pass at least ${Math.max(index + 1, -Number(list[i]))}`,
      )
  })
  const parts = indices.map((index) => tensorLeaves(args[index], op, `args[${index}]`))
  const def: TreeDef = { kind: 'array', children: parts.map(([, d]) => d) }
  return {
    leaves: parts.flatMap(([leaves]) => leaves),
    def,
    label: (i) => {
      const [part = 0, ...path] = leafPath(def, i)
      return `${showPath(path, `args[${indices[Number(part)]}]`)} of ${nameOf(f)}`
    },
    rebuild: (leaves) => {
      const rebuilt = [...args]
      let next = 0
      parts.forEach(([, d], k) => {
        const count = leafCount(d)
        rebuilt[indices[k] as number] = unflatten(d, leaves.slice(next, next + count))
        next += count
      })
      return rebuilt
    },
    select: (leaves) => {
      const trees = unflatten(def, leaves) as readonly unknown[]
      return typeof argnums === 'number' ? trees[0] : trees
    },
  }
}

/** Throws unless every leaf has a floating dtype. */
export const requireFloating = (
  op: string,
  { leaves, label }: Pick<DifferentiatedArguments, 'leaves' | 'label'>,
  advice: string,
): void => {
  leaves.forEach((leaf, i) => {
    if (!isFloat(leaf.dtype))
      throw new DtypeError(
        op,
        `expected floating point inputs, got ${showAval(leaf)} at ${label(i)}; ${advice}`,
      )
  })
}

/** The result of a function to differentiate, as a scalar. */
export const requireScalar = (op: string, f: { readonly name: string }, value: unknown): Tensor => {
  const [leaves, def] = tensorLeaves(value, op, `the result of ${nameOf(f)}`)
  const [result] = leaves
  if (def.kind !== 'leaf' || result === undefined)
    throw new ShapeError(
      op,
      `expected ${nameOf(f)} to return one scalar, got a tree of ${flatten(value)[0].length} leaves; ` +
        'return a sum of its leaves, or use hasAux for what is not to be differentiated',
    )
  if (result.ndim !== 0)
    throw new ShapeError(
      op,
      `expected ${nameOf(f)} to return a scalar, got ${showAval(result)}; gradients are only defined ` +
        `for scalar-output functions: return ${result.size === 1 ? 'x.reshape([])' : 'x.sum()'}, or use jacrev`,
    )
  if (!isFloat(result.dtype))
    throw new DtypeError(
      op,
      `expected ${nameOf(f)} to return a floating point scalar, got ${showAval(result)}; convert with astype`,
    )
  return result
}

/** The two halves of a result with `hasAux`. */
export const requirePair = (
  op: string,
  f: { readonly name: string },
  value: unknown,
): readonly [unknown, unknown] => {
  if (!Array.isArray(value) || value.length !== 2)
    throw new ArgumentError(
      op,
      `expected ${nameOf(f)} to return a two-element array [value, aux] with hasAux, got ` +
        (Array.isArray(value) ? `an array of ${value.length}` : describe(value)),
    )
  return [value[0], value[1]]
}
