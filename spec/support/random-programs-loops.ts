import { range } from '../../src/core/aval.ts'
import { lax, np, type Tensor } from '../../src/index.ts'
import { convertElementType } from '../../src/primitives/arithmetic.ts'
import { dynamicSlice } from '../../src/primitives/dynamic-slice.ts'
import type { Body, RandomOp } from './random-ops.ts'
import { choices, fitShape, fitTo, number, total } from './random-programs-fit.ts'

type Pick = (n: number) => number
type Apply = (x: Tensor, y: Tensor, body: Body, pick: Pick) => Tensor

interface Two {
  readonly a: Tensor
  readonly b: Tensor
}
interface Single {
  readonly i: Tensor
  readonly a: Tensor
}
interface Counted extends Two {
  readonly i: Tensor
}

const holding = (name: string, smooth: boolean, apply: Apply): RandomOp => ({
  name,
  arity: 2,
  apply: (x, y, _, k, body) => apply(x, y, body, choices(k)),
  holdsProgram: true,
  smooth,
})

const sumOf = (x: Tensor): Tensor => total(x, range(x.ndim))
const rowsOf = (y: Tensor, x: Tensor, n: number): Tensor => fitShape(y, [n, ...x.shape])

/** Loops and branches whose carries swap and pass through, and whose results are what they are given. */
export const loopOps: readonly RandomOp[] = [
  holding('scan that swaps', true, (x, y, body, pick) => {
    const step = ({ a, b }: Two, u: Tensor) => [{ a: b, b: np.tanh(body(a, u).add(b)) }, a] as const
    const rows = rowsOf(y, x, 1 + pick(4))
    const [{ a, b }, ys] = lax.scan(step, { a: x, b: np.sin(x) }, rows, { reverse: pick(2) === 0 })
    return a.add(b.mul(0.5)).add(np.sum(ys, { axis: 0 }).mul(0.1))
  }),
  holding('scan that passes through', true, (x, y, body, pick) => {
    const step = ({ a: kept, b: c }: Two, u: Tensor) => {
      const next = np.tanh(body(c, kept))
      return [{ a: kept, b: next }, [u, kept, next, c, np.onesLike(x), y, u.T]] as const
    }
    const [{ a: kept, b: c }, stacks] = lax.scan(
      step,
      { a: np.cos(x), b: x },
      rowsOf(y, x, pick(4)),
      {
        reverse: pick(2) === 0,
      },
    )
    const means = stacks.map((stack) => np.sum(np.sin(stack)))
    return means.reduce((sum, mean) => sum.add(fitTo(mean, x).mul(0.1)), kept.mul(c))
  }),
  holding('scan that exchanges', true, (x, y, body, pick) => {
    const step = ({ a, b }: Two, u: Tensor) => [{ a: b, b: a }, body(u, a)] as const
    const rows = rowsOf(y, x, 1 + pick(3))
    const [{ a, b }, ys] = lax.scan(step, { a: np.sin(x), b: np.cos(x) }, rows)
    return a.sub(b).add(np.sum(np.tanh(ys), { axis: 0 }))
  }),
  holding('scan of matrices', true, (x, y, body) => {
    const step = (c: Tensor, u: Tensor) => {
      const next = np.tanh(body(c, fitTo(u, c)))
      return [next, fitTo(next, u).add(u)] as const
    }
    const [last, ys] = lax.scan(step, x, np.transpose(fitShape(y, [2, 3])))
    return last.add(fitTo(np.sum(ys, { axis: 0 }), x).mul(0.2))
  }),
  holding('scan in a scan', true, (x, y, body, pick) => {
    const inner = (c: Tensor, u: Tensor) => [np.sin(c.add(fitTo(u, c))), c] as const
    const outer = (c: Tensor, u: Tensor) => {
      const [last, ys] = lax.scan(inner, c, rowsOf(u, c, 2), { reverse: pick(2) === 0 })
      return [np.tanh(body(last, c)), ys] as const
    }
    const [last, ys] = lax.scan(outer, x, rowsOf(y, x, 2))
    return last.add(fitTo(np.sum(ys, { axis: 0 }), x).mul(0.1))
  }),
  holding('loop by index', true, (x, y, body, pick) => {
    const n = 1 + pick(3)
    const rows = rowsOf(y, x, n)
    return lax.foriLoop(
      0,
      n,
      (i, c: Tensor) => {
        const starts = [i, ...x.shape.map(() => np.array(0, { dtype: 'int32' }))]
        const row = dynamicSlice(rows, starts, [1, ...x.shape]).reshape(x.shape)
        return np.tanh(body(c, row).add(row))
      },
      x,
    )
  }),
  holding('cond of several', false, (x, y, body) => {
    const other = fitTo(y, x)
    const [a, b, c] = lax.cond(
      sumOf(y).gt(number(y, 0.1)),
      (u: Tensor, v: Tensor): readonly [Tensor, Tensor, Tensor] => [
        v,
        np.ones(x.shape).astype(x.dtype as 'float32'),
        body(u, v),
      ],
      (u: Tensor, v: Tensor): readonly [Tensor, Tensor, Tensor] => [u, u.mul(v), v],
      x,
      other,
    )
    return a.add(b.mul(0.2)).sub(c)
  }),
  holding('branches', false, (x, y, body, pick) => {
    const index = convertElementType(np.floor(sumOf(np.sin(y)).mul(3).add(0.21)), 'int32').add(
      pick(3),
    )
    return lax.switch(
      index,
      [
        (a: Tensor) => body(a, y),
        (a: Tensor) => np.tanh(a).add(fitTo(y, a)),
        (a: Tensor) => a,
        () => np.zerosLike(x),
      ],
      x,
    )
  }),
]

/** Loops of which only the run says how often they repeat, so that nothing leads back through them. */
export const whileOps: readonly RandomOp[] = [
  holding('while that swaps', false, (x, y, body, pick) => {
    const limit = pick(4)
    const isForward = pick(2) === 0
    const { a, b } = lax.whileLoop(
      ({ i }: Counted) => i.lt(limit),
      (now: Counted) => {
        const next = np.tanh(body(now.a, y).add(now.b))
        const [first, second] = isForward ? [now.b, next] : [next, now.a]
        return { i: now.i.add(1), a: first, b: second }
      },
      { i: np.array(0, { dtype: 'int32' }), a: x, b: np.cos(x) },
    )
    return a.add(b.mul(0.3))
  }),
  holding('while of a sum', false, (x, y, body) => {
    const { a: last } = lax.whileLoop(
      ({ i, a }: Single) => np.logicalAnd(sumOf(a).lt(number(a, 0.4)), i.lt(4)),
      ({ i, a }: Single) => ({ i: i.add(1), a: np.tanh(body(a, y)).add(0.2) }),
      { i: np.array(0, { dtype: 'int32' }), a: x },
    )
    return last
  }),
]
