import type { Shape } from '../core/aval.ts'
import { asTensor, describe, isTensorLike } from '../core/convert.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import { isLiteral, type Literal } from '../core/literal.ts'
import { checkSize } from '../core/size.ts'
import type { Tensor } from '../core/tensor.ts'

/** Nested arrays taken apart: their shape, and in row-major order what they hold. */
export interface Leaves {
  readonly shape: Shape
  /** Plain values, and tensors that stand for the arrays at their places. */
  readonly values: readonly (Literal | Tensor)[]
}

/** More axes than anyone has; an array that holds itself has them all. */
const maxRank = 64

const show = (shape: Shape): string => `[${shape.join(', ')}]`

/** The shape of nested arrays, by their first elements. */
const shapeByFirst = (op: string, value: unknown): Shape => {
  const shape: number[] = []
  const outer: unknown[] = []
  let inner = value
  for (; Array.isArray(inner); inner = inner[0]) {
    if (outer.includes(inner))
      throw new ArgumentError(op, 'expected nested arrays, got an array that holds itself')
    if (shape.length === maxRank)
      throw new ShapeError(
        op,
        `expected at most ${maxRank} axes, got arrays nested deeper than that`,
      )
    outer.push(inner)
    shape.push(inner.length)
  }
  return isTensorLike(inner) && !isLiteral(inner) ? [...shape, ...asTensor(inner, op).shape] : shape
}

/**
 * Takes nested arrays of one shape apart.
 *
 * @throws ShapeError if they are ragged
 * @throws ArgumentError for an element that is no number, boolean or tensor, with its place
 */
export const readNested = (op: string, nested: unknown): Leaves => {
  const shape = shapeByFirst(op, nested)
  checkSize(op, shape, 'bool')
  const values: (Literal | Tensor)[] = []
  const ragged = (got: string, path: string, fits: string): never => {
    throw new ShapeError(
      op,
      `expected nested arrays of one shape, got ${got} at ${path} where ${fits} fits; pad the rows ` +
        'to one length',
    )
  }
  const collect = (value: unknown, depth: number, path: string): void => {
    if (Array.isArray(value)) {
      if (depth >= shape.length || value.length !== shape[depth])
        ragged(`${value.length} elements`, path, String(shape[depth] ?? 'a number'))
      for (let i = 0; i < value.length; i++) {
        if (!(i in value))
          throw new ArgumentError(
            op,
            `expected an element at ${path}[${i}], got none; fill the holes of the array`,
          )
        collect(value[i], depth + 1, `${path}[${i}]`)
      }
    } else if (isLiteral(value)) {
      if (depth !== shape.length)
        throw new ShapeError(
          op,
          `expected nested arrays of one shape, got a ${typeof value} at ${path} beside arrays`,
        )
      values.push(value)
    } else if (isTensorLike(value)) {
      const tensor = asTensor(value, op, path)
      if (tensor.shape.join() !== shape.slice(depth).join())
        ragged(describe(tensor), path, `the shape ${show(shape.slice(depth))}`)
      values.push(tensor)
    } else
      throw new ArgumentError(
        op,
        `expected numbers, booleans, tensors or nested arrays of these, got ${describe(value)} at ${path}`,
      )
  }
  collect(nested, 0, '')
  return { shape, values }
}
