import { describe, expect, it } from 'vitest'
import {
  ArgumentError,
  DtypeError,
  grad,
  jit,
  jvp,
  lax,
  np,
  ShapeError,
  type Tensor,
  TreeError,
  vmap,
} from '../../src/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'

const int = (value: number): Tensor => np.array(value, { dtype: 'int32' })

describe('scan', () => {
  it('carries a tree and stacks a tree', () => {
    const f = (carry: { sum: Tensor; n: Tensor }, x: { a: Tensor; b: Tensor }) => {
      const next = { sum: carry.sum.add(x.a), n: carry.n.add(1) }
      return [next, [next.sum, { b: x.b, none: null }]] as const
    }
    const xs = { a: np.array([1, 2, 3]), b: np.ones([3, 2]) }
    const [carry, ys] = lax.scan(f, { sum: np.array(0), n: int(0) }, xs)
    expectSame(carry, { sum: np.array(6), n: int(3) })
    expectSame(ys, [np.array([1, 3, 6]), { b: xs.b, none: null }])
  })

  it('goes from the end where reverse is set, and leaves results with their elements', () => {
    const f = (c: Tensor, x: Tensor) => [c.add(x), c] as const
    const [last, ys] = lax.scan(f, np.array(0), np.array([1, 2, 3]), { reverse: true })
    expectClose(last, 6)
    expectClose(ys, [5, 3, 0])
  })

  it('takes a length instead of arrays, and no steps at all', () => {
    const f = (c: Tensor, _: null) => [c.mul(2), c] as const
    expectClose(lax.scan(f, np.array(1), null, { length: 4 })[1], [1, 2, 4, 8])
    const [last, ys] = lax.scan(
      (c: Tensor, x: Tensor) => [c.add(x), x] as const,
      np.array(7),
      np.zeros([0]),
    )
    expectClose(last, 7)
    expect(ys.shape).toEqual([0])
    expectClose(grad((x: Tensor) => lax.scan(f, x, null, { length: 0 })[0])(np.array(3)), 1)
  })

  it('traces its body once, however many steps there are', () => {
    let traces = 0
    const f = (c: Tensor, x: Tensor) => {
      traces++
      return [c.add(x), null] as const
    }
    const start = np.array(0)
    lax.scan(f, start, np.ones([100]))
    expect(traces).toBe(1)
    grad((x: Tensor) => lax.scan(f, start, x)[0])(np.ones([100]))
    expect(traces).toBe(2)
  })

  it('gives a plain number in its carry the dtype that the body makes of it', () => {
    const f = (c: Tensor, x: Tensor) => [c.add(x), null] as const
    const xs = np.ones([3], { dtype: 'float64' })
    expect(lax.scan(f, 0 as unknown as Tensor, xs)[0].dtype).toBe('float64')
  })

  it('differentiates what it closes over, what it carries and what it scans', () => {
    const f = (w: Tensor, init: Tensor, xs: Tensor): Tensor =>
      lax.scan((c: Tensor, x: Tensor) => [c.mul(w).add(x), null] as const, init, xs)[0]
    // w²c + w x₀ + x₁
    const [dw, dc, dx] = grad(f, { argnums: [0, 1, 2] })(np.array(3), np.array(2), np.array([5, 7]))
    expectClose(dw, 2 * 3 * 2 + 5)
    expectClose(dc, 9)
    expectClose(dx, [3, 1])
  })

  it('differentiates a carry that depends on the argument only after some steps', () => {
    const f = (x: Tensor): Tensor => {
      const step = ([, b, c]: readonly [Tensor, Tensor, Tensor], _: null) =>
        [[b, c, c.mul(x)], null] as const
      return lax.scan(step, [np.array(1), np.array(2), np.array(3)] as const, null, {
        length: 4,
      })[0][0]
    }
    // After four steps the first is 3x².
    expectClose(f(np.array(2)), 12)
    expectClose(grad(f)(np.array(2)), 12)
    expectClose(jvp(f, [np.array(2)], [1])[1], 12)
    expectClose(jit(vmap(grad(f)))(np.array([1, 2])), [6, 12])
  })

  it('maps a carry that depends on the example only after some steps', () => {
    const f = (x: Tensor): Tensor =>
      lax.scan(
        ([a, b]: readonly [Tensor, Tensor], u: Tensor) => [[b, u.mul(x)], a] as const,
        [np.array(1), np.array(2)] as const,
        np.array([1, 2, 3]),
      )[1]
    expectClose(vmap(f)(np.array([10, 20])), [
      [1, 2, 10],
      [1, 2, 20],
    ])
  })

  it('says how the carry changes', () => {
    const scan =
      (f: (c: Tensor, x: Tensor) => readonly [unknown, unknown], init: unknown = np.array(1)) =>
      () =>
        lax.scan(f as never, init as Tensor, np.ones([2]))
    expect(scan((c) => [np.stack([c, c]), null])).toThrow(ShapeError)
    expect(scan((c) => [c.astype('int32'), null])).toThrow(DtypeError)
    expect(scan((c) => [[c], null])).toThrow(TreeError)
    expect(scan((c) => c as never)).toThrow(ArgumentError)
    expect(() => lax.scan((c: Tensor) => [c, null] as const, np.array(1), null)).toThrow(
      ArgumentError,
    )
    expect(() => lax.scan((c: Tensor) => [c, null] as const, np.array(1), np.array(1))).toThrow(
      ShapeError,
    )
    expect(() =>
      lax.scan((c: Tensor) => [c, null] as const, np.array(1), [np.ones([2]), np.ones([3])]),
    ).toThrow(ShapeError)
  })
})

describe('map', () => {
  it('is a map over examples, one after the other', () => {
    const f = (x: { a: Tensor }) => [x.a.mul(2), np.sum(x.a)] as const
    const xs = { a: np.arange(6).reshape([3, 2]) }
    expectSame(lax.map(f, xs), vmap(f)(xs))
  })
})

describe('associativeScan', () => {
  it('combines prefixes of trees, from either end, along any axis', () => {
    const affine = (a: readonly [Tensor, Tensor], b: readonly [Tensor, Tensor]) =>
      [a[0].mul(b[0]), a[1].mul(b[0]).add(b[1])] as const
    const xs = np.array([1, 2, 3, 4, 5])
    const [slopes, offsets] = lax.associativeScan(affine, [xs, np.ones([5])] as const)
    expectClose(slopes, [1, 2, 6, 24, 120])
    expectClose(offsets, [1, 3, 10, 41, 206])
    const columns = np.arange(6).reshape([2, 3])
    const sum = (a: Tensor, b: Tensor): Tensor => a.add(b)
    expectSame(lax.associativeScan(sum, columns, { axis: -1 }), np.cumsum(columns, { axis: 1 }))
    expectClose(lax.associativeScan(sum, np.array([1, 2, 3]), { reverse: true }), [6, 5, 3])
  })
})
