import { range } from '../../src/core/aval.ts'
import type { DotDimensions } from '../../src/core/kernel.ts'
import { np, type Tensor } from '../../src/index.ts'
import { dotGeneral } from '../../src/primitives/contraction.ts'
import { rev } from '../../src/primitives/slicing.ts'
import { broadcastInDim, transpose } from '../../src/primitives/structural.ts'
import type { RandomOp } from './random-ops.ts'
import { choices, fitShape, fitTo, number, permutationOf, total } from './random-programs-fit.ts'

type Pick = (n: number) => number

/**
 * Splits the axes of `x` at random into batch, contracted and free ones and makes the other factor of
 * `y`, whose axes lie in another order.
 */
export const randomDot = (x: Tensor, y: Tensor, pick: Pick): Tensor => {
  const roles = x.shape.map(() => (['contract', 'free', 'batch', 'contract'] as const)[pick(4)]!)
  const axesOf = (role: string) => range(x.ndim).filter((axis) => roles[axis] === role)
  const turn = <T>(list: readonly T[]): readonly T[] =>
    permutationOf(list.length, pick).map((i) => list[i] as T)
  const batch = turn(axesOf('batch'))
  const contract = turn(axesOf('contract'))
  const free = range(pick(3)).map(() => [3, 1, 4, 2, 5][pick(5)] as number)
  const sizes = [...batch, ...contract].map((axis) => x.shape[axis] as number).concat(free)
  const order = permutationOf(sizes.length, pick)
  const other = order.map((i) => sizes[i] as number)
  const placeOf = (i: number): number => order.indexOf(i)
  const dims: DotDimensions = {
    batch: [batch, batch.map((_, i) => placeOf(i))],
    contract: [contract, contract.map((_, i) => placeOf(batch.length + i))],
  }
  // One axis of the other factor may be a broadcast.
  const spread = pick(3) === 0 && other.length > 0 ? pick(other.length) : -1
  const given = fitShape(
    y,
    other.filter((_, i) => i !== spread),
  )
  const factor =
    spread < 0
      ? given
      : broadcastInDim(
          given,
          other,
          range(other.length).filter((i) => i !== spread),
        )
  return pick(2) === 0 ? dotGeneral(x, factor, dims) : dotGeneral(factor, x, swapped(dims))
}

const swapped = ({ batch, contract }: DotDimensions): DotDimensions => ({
  batch: [batch[1], batch[0]],
  contract: [contract[1], contract[0]],
})

/** At least a matrix, of the last axis and the others. */
const matrixOf = (x: Tensor): Tensor =>
  x.ndim === 2 ? x : np.reshape(x, [x.size / Math.max(1, x.shape.at(-1) ?? 1), x.shape.at(-1) ?? 1])

const productOp = (
  name: string,
  apply: (x: Tensor, y: Tensor, z: Tensor, pick: Pick) => Tensor,
): RandomOp => ({
  name,
  arity: 3,
  apply: (x, y, z, k) => apply(x, y, z, choices(k)),
  smooth: true,
})

/** Contractions, with what comes before and after. */
export const productOps: readonly RandomOp[] = [
  productOp('dot', (x, y, _, pick) => np.tanh(randomDot(x, y, pick))),
  productOp('plain dot', (x, y, _, pick) => randomDot(x, y, pick).mul(0.2)),
  productOp('dot with itself', (x, _, __, pick) => randomDot(x, x, pick).mul(0.2)),
  productOp('dot of a slice', (x, y, _, pick) =>
    x.ndim === 0 ? x : randomDot(x.get('::2'), y, pick).mul(0.3),
  ),
  productOp('dot of reversed', (x, y, _, pick) =>
    np.sin(randomDot(rev(x, x.ndim === 0 ? [] : [pick(x.ndim)]), y, pick)),
  ),
  productOp('dot of transposed', (x, y, _, pick) => {
    const product = randomDot(transpose(x, permutationOf(x.ndim, pick)), y, pick)
    return transpose(np.tanh(product), permutationOf(product.ndim, pick))
  }),
  productOp('layer', (x, y, z, pick) => {
    const rows = matrixOf(x)
    const width = [3, 1, 4, 5, 8][pick(5)] as number
    const product = np.matmul(rows, fitShape(y, [rows.shape[1] as number, width]))
    return np.tanh(product.add(fitShape(z, [width])))
  }),
  productOp('gated layer', (x, y, z) => {
    const rows = matrixOf(x)
    const product = np.matmul(rows, fitShape(y, [rows.shape[1] as number, 4]))
    const shifted = product.add(fitTo(z, product))
    return shifted.mul(np.tanh(shifted)).mul(number(x, 0.5))
  }),
  productOp('product and its sum', (x, y, z, pick) => {
    const product = randomDot(x, y, pick)
    const weights = fitTo(z, product)
    const sum = total(product.mul(weights), range(product.ndim))
    return np.tanh(product.add(sum))
  }),
  productOp('chain of products', (x, y, z) => {
    const a = matrixOf(x)
    const [m, n] = a.shape as [number, number]
    const b = fitShape(y, [n, m])
    return np.tanh(np.matmul(np.matmul(a, b), fitShape(z, [m, 3])))
  }),
  productOp('product with its transpose', (x) => {
    const a = matrixOf(x)
    return np.tanh(np.matmul(a, a.T).add(np.matmul(a, a.T).T))
  }),
]
