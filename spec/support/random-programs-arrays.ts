import { makeAval, range } from '../../src/core/aval.ts'
import { fromData } from '../../src/core/convert.ts'
import { allocate } from '../../src/core/dtype.ts'
import { lax, np, random, type Tensor } from '../../src/index.ts'
import { convertElementType, mul, select } from '../../src/primitives/arithmetic.ts'
import { cumlogsumexp, cummax, cumprod, cumsum } from '../../src/primitives/cumulative.ts'
import { dynamicSlice, dynamicUpdateSlice } from '../../src/primitives/dynamic-slice.ts'
import { takeAlongAxis } from '../../src/primitives/gather.ts'
import { argmax, reduceMax, reduceMin, reduceProd } from '../../src/primitives/reduction.ts'
import { concatenate, iota, pad, rev, slice } from '../../src/primitives/slicing.ts'
import { sort } from '../../src/primitives/sort.ts'
import { broadcastInDim, reshape, transpose } from '../../src/primitives/structural.ts'
import { makeRandom } from '../../src/testing/random.ts'
import type { RandomOp } from './random-ops.ts'
import {
  choices,
  fitShape,
  fitTo,
  number,
  permutationOf,
  sizeOf,
  someAxes,
  total,
} from './random-programs-fit.ts'

type Apply = (x: Tensor, y: Tensor, pick: (n: number) => number, z: Tensor) => Tensor

const smooth = (name: string, arity: RandomOp['arity'], apply: Apply): RandomOp => ({
  name,
  arity,
  apply: (x, y, z, k) => apply(x, y, choices(k), z),
  smooth: true,
})
const rough = (name: string, arity: RandomOp['arity'], apply: Apply): RandomOp => ({
  ...smooth(name, arity, apply),
  smooth: false,
})

const axisOf = (x: Tensor, pick: (n: number) => number): number => pick(Math.max(1, x.ndim))

/** Values between -1 and 1, which depend on the seed alone. */
const noise = (shape: readonly number[], seed: number, like: Tensor): Tensor => {
  const { uniform } = makeRandom(seed)
  const data = allocate(like.dtype, sizeOf(shape)).map(() => 2 * uniform() - 1)
  return fromData(data, makeAval(shape, like.dtype))
}

/** What keeps values that are likely, such as 0 and 1, away from integers. */
const offGrid = 0.21

/** The index of an element along an axis, as a value of the program. */
const positionIn = (x: Tensor, n: number): Tensor => {
  const sum = np.sin(total(x, range(x.ndim)))
  return convertElementType(np.floor(sum.mul(n + 1).add(offGrid)), 'int32')
}

/** Reading arrays in other orders. */
export const layoutOps: readonly RandomOp[] = [
  smooth('permute axes', 1, (x, _, pick) => transpose(x, permutationOf(x.ndim, pick))),
  smooth('add transposed', 1, (x, _, pick) => {
    const a = np.sin(x)
    return a.add(fitShape(transpose(a, permutationOf(x.ndim, pick)), x.shape))
  }),
  smooth('add slices', 1, (x) => {
    if (x.ndim === 0) return x
    const n = (x.shape[0] as number) >> 1
    return x
      .get(`:${n}`)
      .mul(0.5)
      .add(x.get(`${(x.shape[0] as number) - n}:`))
  }),
  smooth('reshape', 1, (x, _, pick) => {
    const n = x.size
    const factors = [2, 3, 4, 5].filter((f) => n % f === 0 && n > 0)
    const f = factors[pick(Math.max(1, factors.length))] ?? 1
    const shapes = [
      [n],
      [f, n / f],
      [n / f, f],
      [1, n],
      [n, 1],
      [f, 1, n / f],
      [...x.shape].reverse(),
    ]
    return reshape(x, shapes[pick(shapes.length)] as number[])
  }),
  smooth('reshape transposed', 1, (x, _, pick) => {
    const turned = transpose(x, permutationOf(x.ndim, pick))
    return reshape(turned, pick(2) === 0 ? [x.size] : x.shape)
  }),
  smooth('reverse', 1, (x, _, pick) => rev(x, someAxes(x.ndim, pick))),
  smooth('slice by steps', 1, (x, _, pick) => {
    const start = x.shape.map((n) => pick(Math.max(1, n)))
    const stride = x.shape.map(() => 1 + pick(3))
    return slice(x, start, x.shape, stride)
  }),
  smooth('pad', 1, (x, _, pick) => {
    const low = x.shape.map((n) => (n > 2 ? pick(4) - 1 : pick(2)))
    const high = x.shape.map((n) => (n > 2 ? pick(3) - 1 : pick(2)))
    const interior = x.shape.map((n) => (n < 5 ? pick(3) : 0))
    return pad(x, number(x, 0.5), low, high, interior)
  }),
  smooth('pad with a value', 2, (x, y, pick) => {
    const value = fitTo(total(y, range(y.ndim)), number(x, 0))
    return pad(
      x,
      value,
      x.shape.map(() => pick(2)),
      x.shape.map((n) => (n > 1 ? pick(3) - 1 : 1)),
    )
  }),
  smooth('concatenate along', 2, (x, y, pick) => {
    if (x.ndim === 0) return np.stack([x, fitTo(y, x)])
    const axis = axisOf(x, pick)
    const shape = x.shape.map((n, i) => (i === axis ? pick(4) : n))
    const like = y.dtype === x.dtype ? y : convertElementType(y, x.dtype)
    const parts = [x, fitShape(like, shape), ...(pick(2) === 0 ? [x] : [])]
    return concatenate(pick(2) === 0 ? parts : [...parts].reverse(), axis)
  }),
  smooth('broadcast', 1, (x, _, pick) => {
    const n = 2 + pick(4)
    const place = pick(x.ndim + 1)
    const shape = [...x.shape.slice(0, place), n, ...x.shape.slice(place)]
    const dims = range(x.ndim).map((axis) => (axis < place ? axis : axis + 1))
    return broadcastInDim(x, shape, dims)
  }),
  smooth('repeat', 1, (x, _, pick) =>
    x.ndim === 0 ? x : np.repeat(x, 1 + pick(3), { axis: axisOf(x, pick) }),
  ),
  smooth('roll', 1, (x, _, pick) =>
    x.ndim === 0 ? x : np.roll(x, pick(5) - 2, { axis: axisOf(x, pick) }),
  ),
]

/** Elementwise work beside what `random-ops.ts` has. */
export const pointwiseOps: readonly RandomOp[] = [
  smooth('neg', 1, (x) => np.negative(x)),
  smooth('half', 1, (x) => x.mul(0.5)),
  smooth('plus', 2, (x, y) => x.add(fitTo(y, x))),
  smooth('minus', 2, (x, y) => fitTo(y, x).sub(x)),
  smooth('times', 2, (x, y) => x.mul(np.tanh(fitTo(y, x)))),
  smooth('scaled by a sum', 2, (x, y) => x.mul(np.tanh(total(y, range(y.ndim))))),
  smooth('cubed', 1, (x) => np.tanh(x).mul(np.square(np.tanh(x)))),
  smooth('with a big literal', 1, (x) => x.add(number(x, 1e6)).sub(number(x, 1e6 - 1))),
  smooth('with an array', 1, (x, _, pick) => x.mul(noise(x.shape, pick(9), x))),
  smooth('with a vector', 1, (x, _, pick) =>
    x.add(noise(x.shape.slice(x.ndim - pick(x.ndim + 1)), pick(9), x)),
  ),
  smooth('with positions', 1, (x, _, pick) =>
    x.ndim === 0 ? x : x.add(iota(x.dtype, x.shape, axisOf(x, pick)).mul(0.25)),
  ),
  smooth('with random numbers', 1, (x, _, pick) =>
    x.add(random.uniform(random.key(pick(5)), { shape: x.shape, dtype: x.dtype as 'float32' })),
  ),
  smooth('constants', 1, (x) => np.fullLike(x, 0.75)),
  rough('relu', 1, (x) => np.maximum(x, number(x, 0))),
  rough('abs', 1, (x) => np.abs(x)),
  rough('clip', 1, (x) => np.clip(x, number(x, -0.5), number(x, 0.7))),
  rough('mask', 2, (x, y) => select(fitTo(y, x).gt(number(x, 0.2)), np.zerosLike(x), x)),
  rough('sign', 1, (x) => np.sign(x).add(x)),
  rough('through integers', 1, (x) =>
    convertElementType(np.floor(np.tanh(x).mul(7.3).add(offGrid)), 'int32').astype(
      x.dtype as 'float32',
    ),
  ),
  rough('below the diagonal', 1, (x, _, pick) => (x.ndim < 2 ? x : np.tril(x, { k: pick(3) - 1 }))),
  rough('through float32', 1, (x) =>
    x
      .astype('float32')
      .mul(0.5)
      .astype(x.dtype as 'float32'),
  ),
  rough('through float64', 1, (x) => np.sin(x.astype('float64')).astype(x.dtype as 'float32')),
  rough('through booleans', 2, (x, y) =>
    x.mul(convertElementType(x.lt(fitTo(y, x)), x.dtype as 'float32')),
  ),
]

/** What reduces, and what uses values beside their reductions. */
export const reducingOps: readonly RandomOp[] = [
  smooth('sum over', 1, (x, _, pick) => np.tanh(total(x, someAxes(x.ndim, pick)))),
  smooth('sum of transposed', 1, (x, _, pick) =>
    total(transpose(x, permutationOf(x.ndim, pick)), someAxes(x.ndim, pick)),
  ),
  smooth('sum along one', 1, (x, _, pick) => {
    const sum = total(
      np.sin(transpose(x, permutationOf(x.ndim, pick))),
      [axisOf(x, pick)].slice(0, x.ndim),
    )
    return np.cos(sum).add(np.sum(sum).mul(0.1))
  }),
  smooth('transposed sum', 1, (x, _, pick) => {
    const sum = total(np.sin(x), someAxes(x.ndim, pick))
    return transpose(sum, permutationOf(sum.ndim, pick))
  }),
  smooth('sum of products', 2, (x, y, pick) =>
    np.tanh(total(mul(x, fitTo(y, x)), someAxes(x.ndim, pick))),
  ),
  smooth('two sums', 2, (x, y, pick) => {
    const axes = someAxes(x.ndim, pick)
    const product = x.mul(fitTo(y, x))
    return total(product, axes).sub(total(np.sin(product), axes))
  }),
  smooth('sums along both', 1, (x, _, pick) => {
    const axes = someAxes(x.ndim, pick)
    const others = range(x.ndim).filter((axis) => !axes.includes(axis))
    return x.add(total(total(x, axes), range(others.length))).mul(0.1)
  }),
  smooth('centred', 1, (x, _, pick) =>
    x.ndim === 0 ? x : x.sub(np.mean(x, { axis: axisOf(x, pick), keepdims: true })),
  ),
  smooth('normalized', 1, (x) => {
    const squares = total(np.square(x), range(x.ndim))
    return x.div(np.sqrt(squares.add(1)))
  }),
  smooth('broadcast sum', 1, (x, _, pick) => {
    const axes = someAxes(x.ndim, pick)
    const kept = range(x.ndim).filter((axis) => !axes.includes(axis))
    return broadcastInDim(total(x, axes), x.shape, kept)
  }),
  smooth('product over', 1, (x, _, pick) => reduceProd(np.tanh(x), someAxes(x.ndim, pick))),
  smooth('cumulative sum', 1, (x, _, pick) =>
    x.ndim === 0 ? x : np.tanh(cumsum(x, axisOf(x, pick), pick(2) === 0)),
  ),
  smooth('cumulative product', 1, (x, _, pick) =>
    x.ndim === 0 ? x : cumprod(np.tanh(x), axisOf(x, pick), pick(2) === 0),
  ),
  smooth('cumulative logsumexp', 1, (x, _, pick) =>
    x.ndim === 0 ? x : np.tanh(cumlogsumexp(np.sin(x), axisOf(x, pick), pick(2) === 0)),
  ),
  rough('cumulative maximum', 1, (x, _, pick) =>
    x.ndim === 0 ? x : cummax(x, axisOf(x, pick), pick(2) === 0),
  ),
  rough('maximum over', 1, (x, _, pick) =>
    x.size === 0 ? x : reduceMax(x, someAxes(x.ndim, pick)),
  ),
  rough('minimum over', 1, (x, _, pick) =>
    x.size === 0 ? x : x.sub(total(reduceMin(x, someAxes(x.ndim, pick)), []).sum()),
  ),
  rough('extremes', 1, (x, _, pick) => {
    if (x.size === 0 || x.ndim === 0) return x
    const axis = axisOf(x, pick)
    return np.max(x, { axis }).sub(np.min(x, { axis }))
  }),
  rough('any above', 2, (x, y, pick) => {
    if (x.ndim === 0) return x
    const found = np.any(x.gt(fitTo(y, x)), { axis: axisOf(x, pick), keepdims: true })
    return np.where(found, x, np.zerosLike(x))
  }),
  rough('index of the largest', 1, (x, _, pick) => {
    if (x.size === 0 || x.ndim === 0) return x
    const at = argmax(x, axisOf(x, pick))
    return np.sin(convertElementType(at, x.dtype as 'float32'))
  }),
]

/** What moves elements to computed places. */
export const movingOps: readonly RandomOp[] = [
  rough('sort along', 1, (x, _, pick) =>
    x.ndim === 0 ? x : (sort([x], axisOf(x, pick))[0] as Tensor),
  ),
  rough('sort along by', 2, (x, y, pick) =>
    x.ndim === 0 ? x : (sort([fitTo(y, x), x], axisOf(x, pick))[1] as Tensor),
  ),
  rough('take along', 2, (x, y, pick) => {
    if (x.size === 0 || x.ndim === 0) return x
    const axis = axisOf(x, pick)
    const places = np.floor(np.sin(fitTo(y, x)).mul(3.7).add(offGrid)).astype('int32')
    return takeAlongAxis(x, places, axis)
  }),
  rough('dynamic slice', 2, (x, y, pick) => {
    const sizes = x.shape.map((n) => n - pick(Math.max(1, n)))
    return dynamicSlice(
      x,
      x.shape.map((n) => positionIn(y, n)),
      sizes,
    )
  }),
  rough('dynamic update', 2, (x, y, pick) => {
    const sizes = x.shape.map((n) => n - pick(Math.max(1, n)))
    return dynamicUpdateSlice(
      x,
      fitShape(y, sizes),
      x.shape.map((n) => positionIn(x, n)),
    )
  }),
  rough('set at', 2, (x, y, pick) => {
    if (x.ndim === 0 || x.size === 0) return x
    const place = pick(x.shape[0] as number)
    const row = fitShape(y, x.shape.slice(1))
    const at = x.at(place)
    return [at.set(row), at.add(row), at.mul(np.tanh(row)), at.min(row), at.max(row)][
      pick(5)
    ] as Tensor
  }),
  rough('add at positions', 2, (x, y, pick) => {
    if (x.ndim === 0 || x.size === 0) return x
    const n = x.shape[0] as number
    const count = 1 + pick(4)
    const places = np
      .floor(
        np
          .sin(fitShape(y, [count]))
          .mul(n)
          .add(offGrid),
      )
      .astype('int32')
    return x.at(places).add(fitShape(y, [count, ...x.shape.slice(1)]))
  }),
  rough('top', 1, (x, _, pick) => {
    if (x.ndim === 0 || x.shape.at(-1) === 0) return x
    return lax.topK(x, 1 + pick(x.shape.at(-1) as number))[0]
  }),
]

/** `x` with the shape of another tensor, by cutting and filling alone. */
const fitExactly = (x: Tensor, like: Tensor): Tensor => {
  const flat = reshape(x, [x.size])
  return like.ndim > 0 ? fitTo(flat, like) : fitTo(x.size === 0 ? number(x, 0) : flat.get(0), like)
}

/** Operations that choose, move and compare numbers, and round none. */
export const exactOps: readonly RandomOp[] = [
  ...layoutOps.filter(({ name, arity }) => arity === 1 && !name.startsWith('add ')),
  rough('joined', 2, (x, y, pick) =>
    x.ndim === 0 ? x : concatenate([x, fitExactly(y, x), x], axisOf(x, pick)),
  ),
  ...movingOps.filter(({ name }) => ['sort along', 'sort along by', 'top'].includes(name)),
  rough('negated', 1, (x) => np.negative(x)),
  rough('magnitude', 1, (x) => np.abs(x)),
  rough('sign of', 1, (x) => np.sign(x)),
  rough('larger', 2, (x, y) => np.maximum(x, fitExactly(y, x))),
  rough('smaller', 2, (x, y) => np.minimum(x, fitExactly(y, x))),
  rough('floor', 1, (x) => np.floor(x)),
  rough('ceil', 1, (x) => np.ceil(x)),
  rough('round', 1, (x) => np.round(x)),
  rough('relu of', 1, (x) => np.maximum(x, number(x, 0))),
  rough('clipped', 1, (x) => np.clip(x, number(x, -0.5), number(x, 0.7))),
  rough('minus nothing', 1, (x) => x.sub(number(x, 0))),
  rough('plus minus nothing', 1, (x) => x.add(number(x, -0))),
  rough('nothing minus', 1, (x) => number(x, 0).sub(x)),
  rough('times one', 1, (x) => x.mul(np.onesLike(x)).div(number(x, 1))),
  rough('times nothing', 1, (x) => x.mul(number(x, 0))),
  rough('by nothing', 1, (x) => number(x, 1).div(x.mul(number(x, 0)))),
  rough('halved', 1, (x) => x.div(number(x, -2))),
  rough('negated twice', 1, (x) => np.negative(np.negative(x).mul(2))),
  rough('finite', 2, (x, y) => np.where(np.isfinite(x), x, fitExactly(y, x))),
  rough('chosen', 2, (x, y) => np.where(x.lt(fitExactly(y, x)), x, fitExactly(y, x))),
  rough('chosen by equality', 2, (x, y) =>
    np.where(np.equal(x, fitExactly(y, x)), number(x, 3), x),
  ),
  rough('chosen by difference', 2, (x, y) =>
    np.where(np.notEqual(x, fitExactly(y, x)), fitExactly(y, x), number(x, -3)),
  ),
  rough('chosen by truth', 2, (x, y) => np.where(x.astype('bool'), fitExactly(y, x), x)),
  rough('as integers', 1, (x) => x.astype('int32').astype(x.dtype as 'float32')),
  rough('as unsigned integers', 1, (x) => x.astype('uint32').astype(x.dtype as 'float32')),
  // Which zero of 0 and −0 a reduction finds depends on its order, so −0 is made 0 before.
  rough('largest', 1, (x, _, pick) =>
    x.size === 0
      ? x
      : reduceMax(np.where(np.equal(x, number(x, 0)), number(x, 0), x), someAxes(x.ndim, pick)),
  ),
  rough('smallest', 1, (x, _, pick) =>
    x.size === 0
      ? x
      : reduceMin(np.where(np.equal(x, number(x, 0)), number(x, 0), x), someAxes(x.ndim, pick)),
  ),
  rough('running largest', 1, (x, _, pick) =>
    x.ndim === 0 ? x : cummax(x, axisOf(x, pick), pick(2) === 0),
  ),
  rough('place of the largest', 1, (x, _, pick) =>
    x.size === 0 || x.ndim === 0
      ? x
      : convertElementType(argmax(x, axisOf(x, pick)), x.dtype as 'float32'),
  ),
  rough('order', 1, (x, _, pick) =>
    x.ndim === 0 ? x : np.argsort(x, { axis: axisOf(x, pick) }).astype(x.dtype as 'float32'),
  ),
  rough('any', 1, (x, _, pick) =>
    x.ndim === 0 ? x : np.any(x, { axis: axisOf(x, pick) }).astype(x.dtype as 'float32'),
  ),
]

/** Matrices near the unit matrix. */
const matrices = (x: Tensor): Tensor => {
  const n = Math.min(4, x.shape.at(-1) ?? 1)
  return np
    .tanh(fitShape(x, [...x.shape.slice(0, -2), n, n]))
    .mul(0.3 / Math.max(1, n))
    .add(np.eye(n))
}

const definite = (x: Tensor): Tensor => {
  const a = matrices(x)
  return np.matmul(a, np.swapaxes(a, -1, -2))
}

/** Factors and solutions of small systems. */
export const linalgOps: readonly RandomOp[] = [
  smooth('cholesky', 1, (x) => np.linalg.cholesky(definite(x))),
  smooth('inverse', 1, (x) => np.linalg.inv(matrices(x))),
  smooth('determinant', 1, (x) => np.linalg.det(matrices(x))),
  smooth('solve', 2, (x, y) => {
    const a = matrices(x)
    return np.linalg.solve(a, fitShape(y, [...a.shape.slice(0, -1), 2]))
  }),
]
