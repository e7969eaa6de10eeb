import { type Shape, showAval } from '../core/aval.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import { keeping } from '../core/keeping.ts'
import { checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { callFunction } from '../core/thrown.ts'
import { treeMap } from '../core/tree.ts'
import { reshape } from '../primitives/structural.ts'
import type { Tensors } from '../transforms/types.ts'
import { vmap } from '../transforms/vmap.ts'
import { broadcastShapes, broadcastTo } from './broadcasting.ts'

export interface VectorizeOptions {
  /** The axes that the function sees, as in `'(m,n),(n)->(m)'`; scalars unless given. */
  readonly signature?: string
  /** Positions of arguments that are handed on whole. */
  readonly excluded?: readonly number[]
}

/** The numbers of axes of the operands in a signature. */
const ranksOf = (signature: string): readonly number[] => {
  const pattern = /^\((?<first>[\w,]*)\)(?:,\([\w,]*\))*->\([\w,]*\)(?:,\([\w,]*\))*$/
  const text = signature.replaceAll(' ', '')
  if (!pattern.test(text))
    throw new ArgumentError(
      'vectorize',
      `expected a signature such as '(m,n),(n)->(m)', got '${signature}'`,
    )
  const [inputs = ''] = text.split('->')
  return [...inputs.matchAll(/\(([\w,]*)\)/g)].map(([, names = '']) =>
    names === '' ? 0 : names.split(',').length,
  )
}

/**
 * A function of small tensors as one that broadcasts over leading axes.
 *
 * Shapes: as the signature says, with leading axes of all arguments broadcast.
 *
 * @throws ArgumentError for a signature that cannot be read or does not fit the arguments
 * @throws ShapeError for arguments with too few axes, or leading axes that do not broadcast
 * @example
 * const dot = (x: Tensor, y: Tensor) => np.sum(np.multiply(x, y))
 * np.vectorize(dot, { signature: '(n),(n)->()' })(np.ones([2, 3]), np.ones(3)) // => [3, 3]
 */
export const vectorize = /*@__PURE__*/ keeping(
  'vectorize(f, options?)',
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    options?: VectorizeOptions,
  ): ((...args: A) => Tensors<R>) => {
    checkOptions('vectorize', options, ['signature', 'excluded'])
    const ranks = options?.signature === undefined ? undefined : ranksOf(options.signature)
    const excluded = options?.excluded ?? []
    return (...args) => {
      const mapped = args.map((_, i) => i).filter((i) => !excluded.includes(i))
      if (ranks !== undefined && ranks.length !== mapped.length)
        throw new ArgumentError(
          'vectorize',
          `expected ${ranks.length} arguments as in the signature, got ${mapped.length}`,
        )
      const operands = mapped.map((i, place) => leading(args[i] as TensorLike, ranks?.[place] ?? 0))
      const loop = broadcastShapes(...operands.map(({ lead }) => lead))
      const call = (...values: readonly unknown[]): R => {
        const all = [...args] as unknown[]
        mapped.forEach((i, place) => {
          all[i] = values[place]
        })
        return callFunction(f, ...(all as unknown as A))
      }
      if (loop.length === 0)
        return treeMap(
          (leaf) => leaf as unknown as Tensor,
          call(...operands.map(({ x }) => x)),
        ) as Tensors<R>
      const size = loop.reduce((product, n) => product * n, 1)
      const flat = operands.map(({ x, lead, core }) =>
        lead.length === 0 ? x : reshape(broadcastTo(x, [...loop, ...core]), [size, ...core]),
      )
      const inAxes = operands.map(({ lead }) => (lead.length === 0 ? null : 0))
      const results = vmap(call, { inAxes, axisSize: size })(...flat)
      return treeMap((leaf) => {
        const out = asTensor(leaf, 'vectorize')
        return reshape(out, [...loop, ...out.shape.slice(1)])
      }, results) as unknown as Tensors<R>
    }
  },
)

interface Operand {
  readonly x: Tensor
  readonly lead: Shape
  readonly core: Shape
}

const leading = (value: TensorLike, rank: number): Operand => {
  const x = isTensor(value) ? value : asTensor(value, 'vectorize')
  if (x.ndim < rank)
    throw new ShapeError(
      'vectorize',
      `expected an argument of at least ${rank} axes, got ${showAval(x)}`,
    )
  return { x, lead: x.shape.slice(0, x.ndim - rank), core: x.shape.slice(x.ndim - rank) }
}
