import { describe, expect, it } from 'vitest'
import {
  ArgumentError,
  DtypeError,
  grad,
  jit,
  lax,
  np,
  ShapeError,
  type Tensor,
  TreeError,
  vmap,
} from '../../src/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'

const int = (value: number | readonly number[]): Tensor => np.array(value, { dtype: 'int32' })
const same = (x: Tensor): Tensor => x

describe('cond', () => {
  it('takes booleans and numbers for predicates, traced or not', () => {
    const f = (p: Tensor | number | boolean): Tensor =>
      lax.cond(p, (x: Tensor) => x.mul(2), same, np.array(3))
    for (const yes of [true, 1, -2, np.array(true), np.array(0.5)]) expectClose(f(yes), 6)
    for (const no of [false, 0, np.array(false), np.array(0)]) expectClose(f(no), 3)
    expectClose(jit(f)(np.array(true)), 6)
    expectClose(jit(f)(np.array(0)), 3)
  })

  it('runs one branch, or both where each example has its own predicate', () => {
    const f = (x: Tensor): Tensor =>
      lax.cond(
        x.gt(0),
        (y: Tensor) => np.log(y),
        (y: Tensor) => y.mul(0),
        x,
      )
    expectClose(vmap(f)(np.array([1, -1, 0])), [0, 0, 0])
    expectClose(vmap(f, { inAxes: null, axisSize: 2 })(np.array(1)), [0, 0])
  })

  it('sends no gradient through the branch that an example does not take', () => {
    const safe = (x: Tensor): Tensor =>
      lax.cond(
        x.gt(0),
        (y: Tensor) => np.sqrt(y),
        (y: Tensor) => y.mul(2),
        x,
      )
    expectClose(vmap(grad(safe))(np.array([4, 0, -1])), [0.25, 2, 2])
    expectClose(grad((x: Tensor) => np.sum(vmap(safe)(x)))(np.array([4, 0, -1])), [0.25, 2, 2])
    expectClose(jit(vmap(grad(safe)))(np.array([4, 0, -1])), [0.25, 2, 2])
  })

  it('differentiates what either branch closes over', () => {
    const f = (w: Tensor, x: Tensor): Tensor =>
      lax.cond(
        x.gt(0),
        (y: Tensor) => y.mul(w),
        (y: Tensor) => y.mul(w).mul(w),
        x,
      )
    expectSame(grad(f, { argnums: [0, 1] })(np.array(3), np.array(2)), [np.array(2), np.array(3)])
    expectSame(grad(f, { argnums: [0, 1] })(np.array(3), np.array(-2)), [
      np.array(-12),
      np.array(9),
    ])
    expectClose(grad(grad(f))(np.array(3), np.array(-2)), -4)
  })

  it('gives weakly typed results of one branch the dtype of the other', () => {
    const x = np.array(1, { dtype: 'float64' })
    expect(
      lax.cond(
        true,
        () => 0 as unknown as Tensor,
        () => x,
      ).dtype,
    ).toBe('float64')
    expectClose(
      lax.cond(
        true,
        () => 5 as unknown as Tensor,
        () => x,
      ),
      5,
    )
  })

  it('says how the branches differ', () => {
    const cond = (f: (x: Tensor) => unknown) => () =>
      lax.cond(true, f as typeof same, same, np.ones([2]))
    expect(cond((x) => [x])).toThrow(TreeError)
    expect(cond((x) => np.sum(x))).toThrow(ShapeError)
    expect(cond((x) => x.astype('int32'))).toThrow(DtypeError)
    expect(() => lax.cond(np.array([true]), same, same, np.array(1))).toThrow(ShapeError)
  })
})

describe('switch', () => {
  const branches = [(x: Tensor) => x, (x: Tensor) => x.mul(10), (x: Tensor) => x.mul(x)]
  const f = (i: Tensor, x: Tensor): Tensor => lax.switch(i, branches, x)

  it('clamps its index to the branches that there are', () => {
    for (const [i, expected] of [
      [-3, 3],
      [0, 3],
      [1, 30],
      [2, 9],
      [7, 9],
    ] as const) {
      expectClose(f(int(i), np.array(3)), expected)
      expectClose(jit(f)(int(i), np.array(3)), expected)
    }
    expectClose(
      vmap(f, { inAxes: [0, null] })(int([-1, 0, 1, 2, 3]), np.array(3)),
      [3, 3, 30, 9, 9],
    )
  })

  it('has the gradient of the branch that it takes', () => {
    const g = grad(f, { argnums: 1 })
    expectClose(vmap(g, { inAxes: [0, null] })(int([0, 1, 2]), np.array(3)), [1, 10, 6])
  })

  it('wants branches, and an integer', () => {
    expect(() => lax.switch(int(0), [], np.array(1))).toThrow(ArgumentError)
    expect(() => f(np.array(0.5), np.array(1))).toThrow(DtypeError)
  })
})
