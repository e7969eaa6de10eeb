import { scalar } from '../../src/core/convert.ts'
import {
  checkpoint,
  customJvp,
  customLinearSolve,
  customRoot,
  grad,
  jit,
  jvp,
  lax,
  np,
  type Tensor,
  vmap,
} from '../../src/index.ts'
import { gather, scatterAdd } from '../../src/primitives/gather.ts'
import { sort } from '../../src/primitives/sort.ts'
import { reduceSum } from '../../src/primitives/structural.ts'

/** A random function of two tensors, which closes over values around it; gives the shape of the first. */
export type Body = (a: Tensor, b: Tensor) => Tensor

/** One operation of a random program: takes what it needs of the values that it is given. */
export interface RandomOp {
  readonly name: string
  readonly arity: 1 | 2 | 3
  readonly apply: (x: Tensor, y: Tensor, z: Tensor, k: number, body: Body) => Tensor
  /** Whether it applies the random function that it is given. */
  readonly holdsProgram?: true
  /** Whether finite differences may be taken: false where a small step can change a choice. */
  readonly smooth: boolean
}

/** The elements of `x`, repeated or cut to fill a shape. */
const fit = (x: Tensor, shape: readonly number[]): Tensor => {
  if (x.shape.length === shape.length && x.shape.every((n, i) => n === shape[i])) return x
  const size = shape.reduce((n, m) => n * m, 1)
  const positions = Array.from({ length: size }, (_, i) => [i % x.size])
  const flat = np.reshape(x, [x.size])
  const dims = {
    offsetDims: [],
    collapsed: [0],
    startIndexMap: [0],
    operandBatch: [],
    indicesBatch: [],
  }
  return np.reshape(gather(flat, np.array(positions, { dtype: 'int32' }), dims, [1]), shape)
}

const num = (x: Tensor, value: number): Tensor => scalar(value, x.dtype)
const likeX = (x: Tensor, y: Tensor): Tensor => fit(y, x.shape)
/** At least a matrix. */
const matrix = (x: Tensor): Tensor =>
  x.ndim >= 2 ? np.reshape(x, [-1, x.shape.at(-1) as number]) : np.reshape(x, [1, x.size])
const vector = (x: Tensor): Tensor => np.reshape(x, [x.size])
const axisOf = (x: Tensor, k: number): number => k % Math.max(1, x.ndim)

const softSquare = customJvp((x: Tensor) => np.sin(x.mul(x)))
softSquare.defjvp(([x]: [Tensor], [dx]: [Tensor]) => [
  softSquare(x),
  np.cos(x.mul(x)).mul(x).mul(2).mul(dx),
])

/** The root of `x³ + x = a`, by Newton's method. */
const cubicRoot = (a: Tensor): Tensor =>
  customRoot(
    (x: Tensor) => x.mul(x).mul(x).add(x).sub(a),
    np.zerosLike(a),
    (f, guess) =>
      lax.foriLoop(0, 8, (_, x: Tensor) => x.sub(f(x).div(x.mul(x).mul(3).add(1))), guess),
    (g, y) => y.div(g(np.onesLike(y))),
  )

const smooth = (name: string, arity: RandomOp['arity'], apply: RandomOp['apply']): RandomOp => ({
  name,
  arity,
  apply,
  smooth: true,
})
const rough = (name: string, arity: RandomOp['arity'], apply: RandomOp['apply']): RandomOp => ({
  ...smooth(name, arity, apply),
  smooth: false,
})

const elementwiseOps: readonly RandomOp[] = [
  smooth('sin', 1, (x) => np.sin(x)),
  smooth('tanh', 1, (x) => np.tanh(x)),
  smooth('bump', 1, (x) => np.exp(np.negative(x.mul(x)))),
  smooth('log1p', 1, (x) => np.log1p(x.mul(x))),
  smooth('norm', 1, (x) => np.sqrt(x.mul(x).add(1))),
  smooth('add', 2, (x, y) => x.add(likeX(x, y))),
  smooth('sub', 2, (x, y) => x.sub(likeX(x, y))),
  smooth('mul', 2, (x, y) => np.tanh(x.mul(likeX(x, y)))),
  smooth('div', 2, (x, y) => x.div(np.sin(likeX(x, y)).add(2))),
  rough('max', 2, (x, y) => np.maximum(x, likeX(x, y))),
  rough('where', 3, (x, y, z) => np.where(x.gt(num(x, 0.1)), likeX(x, y), likeX(x, z))),
]

const structuralOps: readonly RandomOp[] = [
  smooth('transpose', 1, (x) => np.transpose(x)),
  smooth('flip', 1, (x, _, __, k) => (x.ndim === 0 ? x : np.flip(x, { axis: axisOf(x, k) }))),
  smooth('newaxis', 1, (x, _, __, k) => (x.ndim > 2 ? x : np.expandDims(x, k % (x.ndim + 1)))),
  smooth('slice', 1, (x) => vector(x).get(`0:${Math.ceil(x.size / 2)}`)),
  smooth('concatenate', 2, (x, y) => np.concatenate([vector(x), vector(y)]).get('0:6')),
  smooth('pad', 1, (x) => np.pad(vector(x).get('0:4'), [1, 1])),
  smooth('matmul', 2, (x, y) => {
    const left = matrix(x)
    return np.tanh(np.matmul(left, fit(y, [left.shape[1] as number, 2])))
  }),
  smooth('outer', 2, (x, y) => np.tanh(np.outer(vector(x).get('0:2'), vector(y).get('0:3')))),
  smooth('sum', 1, (x, _, __, k) => (x.ndim === 0 ? x : np.mean(x, { axis: axisOf(x, k) }))),
  smooth('prod', 1, (x, _, __, k) =>
    x.ndim === 0 ? x : np.tanh(np.prod(x, { axis: axisOf(x, k) })),
  ),
  smooth('cumsum', 1, (x) => np.tanh(np.cumsum(x))),
  smooth('softmax', 1, (x) => {
    const weights = np.exp(np.tanh(x))
    return weights.div(np.sum(weights))
  }),
  rough('amax', 1, (x, _, __, k) => (x.ndim === 0 ? x : np.max(x, { axis: axisOf(x, k) }))),
  rough('sort', 1, (x, _, __, k) => (x.ndim === 0 ? x : np.sort(x, { axis: axisOf(x, k) }))),
  rough('sort by', 2, (x, y) => sort([vector(x), fit(y, [x.size])], 0)[1] as Tensor),
  rough('gather', 2, (x, y) => {
    const at = np.floor(np.sin(vector(y)).mul(3).add(0.21)).astype('int32')
    return np.take(vector(x), at, { mode: 'wrap' })
  }),
  rough('scatter', 2, (x, y) => {
    const updates = vector(y).get('0:4')
    const at = np.floor(np.abs(updates).mul(4).add(0.21)).astype('int32').reshape([updates.size, 1])
    const dims = {
      offsetDims: [],
      collapsed: [0],
      startIndexMap: [0],
      operandBatch: [],
      indicesBatch: [],
    }
    return scatterAdd(vector(x), at, updates, dims)
  }),
]

const controlOps: readonly RandomOp[] = [
  smooth('scan', 2, (x, y) => {
    const xs = fit(y, [3, ...x.shape])
    const [last, ys] = lax.scan(
      (c: Tensor, u: Tensor) => [np.sin(c.add(u)), c.mul(u)] as const,
      x,
      xs,
    )
    return last.add(np.mean(ys, { axis: 0 }))
  }),
  smooth('foriLoop', 2, (x, y) =>
    lax.foriLoop(0, 3, (i, c: Tensor) => np.tanh(c.add(likeX(x, y).mul(i.astype(x.dtype)))), x),
  ),
  rough('cond', 2, (x, y) =>
    lax.cond(
      np.sum(x).gt(num(x, 0.137)),
      (a: Tensor, b: Tensor) => np.sin(a).mul(b),
      (a: Tensor, b: Tensor) => a.sub(b),
      x,
      likeX(x, y),
    ),
  ),
  smooth('jit', 2, (x, y) => jit((a: Tensor, b: Tensor) => np.sin(a.mul(b)))(x, likeX(x, y))),
  smooth('jit closing over', 2, (x, y) => jit((a: Tensor) => np.cos(a).add(likeX(a, y)))(x)),
  smooth('checkpoint', 2, (x, y) =>
    checkpoint((a: Tensor, b: Tensor) => np.tanh(np.sin(a).add(b)))(x, likeX(x, y)),
  ),
  smooth('vmap', 2, (x, y) => {
    const rows = matrix(x)
    return vmap((row: Tensor) => row.mul(np.sin(fit(y, row.shape))))(rows)
  }),
  smooth('psum', 1, (x) =>
    vmap((row: Tensor) => np.tanh(row).sub(lax.pmean(row, 'i')), { axisName: 'i' })(matrix(x)),
  ),
  smooth('grad', 2, (x, y) => grad((a: Tensor) => np.sum(np.sin(a.mul(likeX(a, y)))))(x)),
  smooth('jvp', 2, (x, y) => jvp((a: Tensor) => np.tanh(a.mul(a)), [x], [likeX(x, y)])[1]),
  smooth('customJvp', 1, (x) => softSquare(x)),
  smooth('customRoot', 1, (x) => cubicRoot(np.tanh(x))),
  smooth('customLinearSolve', 2, (x, y) => {
    const a = np.cos(likeX(x, y)).add(2)
    return customLinearSolve(
      (v: Tensor) => v.mul(a),
      x,
      (_, b) => b.div(a),
      { symmetric: true },
    )
  }),
  smooth('sum to scalar', 1, (x) =>
    np.tanh(
      reduceSum(
        x,
        x.shape.map((_, i) => i),
      ),
    ),
  ),
]

const holding = (op: RandomOp): RandomOp => ({ ...op, holdsProgram: true })

/** Operations on random functions, which close over what they please. */
const nestedOps: readonly RandomOp[] = [
  smooth('scan of', 2, (x, y, _, k, body) => {
    const step = (c: Tensor, u: Tensor) => [np.tanh(body(c, u)), c.mul(u)] as const
    const [last, ys] = lax.scan(step, x, fit(y, [2, ...x.shape]), { reverse: k % 4 > 1 })
    return last.add(np.mean(ys, { axis: 0 }))
  }),
  smooth('foriLoop of', 2, (x, y, _, __, body) =>
    lax.foriLoop(0, 2, (i, c: Tensor) => np.sin(body(c, y)).mul(i.astype(x.dtype).add(1)), x),
  ),
  rough('cond of', 2, (x, y, _, __, body) =>
    lax.cond(
      np.sum(y).gt(num(y, 0.137)),
      (a: Tensor) => body(a, y),
      (a: Tensor) => np.cos(a),
      x,
    ),
  ),
  rough('switch of', 2, (x, y, _, k, body) =>
    lax.switch(
      np
        .floor(np.sum(y))
        .astype('int32')
        .add(k % 4),
      [(a: Tensor) => body(a, a), (a: Tensor) => np.cos(a).mul(likeX(a, y)), (a: Tensor) => a],
      x,
    ),
  ),
  smooth('jit of', 2, (x, y, _, __, body) => jit(body)(x, y)),
  smooth('checkpoint of', 2, (x, y, _, __, body) => checkpoint(body)(x, y)),
  smooth('vmap of', 2, (x, y, _, __, body) => vmap(body, { inAxes: [0, null] })(matrix(x), y)),
  smooth('psum of', 2, (x, y, _, __, body) =>
    vmap((row: Tensor) => lax.pmean(body(row, y), 'j').mul(row), { axisName: 'j' })(matrix(x)),
  ),
  smooth('grad of', 2, (x, y, _, __, body) => grad((a: Tensor) => np.sum(np.sin(body(a, y))))(x)),
  smooth(
    'jvp of',
    2,
    (x, y, _, __, body) => jvp((a: Tensor) => np.sin(body(a, y)), [x], [likeX(x, y)])[1],
  ),
].map(holding)

export const randomOps: readonly RandomOp[] = [
  ...elementwiseOps,
  ...structuralOps,
  ...controlOps,
  ...nestedOps,
]
export const smoothOps: readonly RandomOp[] = randomOps.filter((op) => op.smooth)
