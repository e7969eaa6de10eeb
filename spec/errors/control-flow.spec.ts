import { describe, expect, it } from 'vitest'
import { grad, jit, lax, np, type Tensor } from '../../src/index.ts'

const zero = np.array(0)

describe('scan', () => {
  const scan = (
    body: (c: Tensor, x: Tensor) => unknown,
    init: unknown = zero,
    xs: unknown = np.zeros([3]),
  ) => lax.scan(body as never, init, xs)

  it('wants a carry that keeps its type', () => {
    expect(() =>
      scan(function body(c) {
        return [c.astype('int32'), c]
      }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: scan: expected body to return a carry of equal types, got f32[] in and i32[] out at carry; revise the function so that all output types match the input types]`,
    )
    expect(() =>
      scan(() => [{ m: np.zeros([3]) }, null], { m: zero }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: scan: expected f to return a carry of equal types, got f32[] in and f32[3] out at carry.m; revise the function so that all output types match the input types]`,
    )
    expect(() => scan((c) => [[c], null])).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: scan: expected f to return a carry of the structure it takes, one leaf, got [*]]`,
    )
  })

  it('wants a pair', () => {
    expect(() => scan((c) => c)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: scan: expected f to return a pair [carry, y], got one leaf; return null for y where there is nothing to stack]`,
    )
    expect(() => scan((c) => [c])).toThrow('got [*]; return null for y')
    expect(() => scan(() => undefined)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: scan: expected a tensor, number, boolean, typed array or ndarray at the result of f, got undefined (a missing argument, key or return value)]`,
    )
  })

  it('wants arrays of one length', () => {
    const sizes = { a: np.zeros([3]), b: np.zeros([4]) }
    expect(() => scan((c) => [c, null], zero, sizes)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: scan: expected leading axes of one size, got 3 (xs.a) and 4 (xs.b)]`,
    )
    expect(() => scan((c) => [c, null], zero, { a: zero })).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: scan: expected arrays to scan over along axis 0, got the scalar f32[] at xs.a; for nested arrays use np.array, and let the function close over what is the same in all steps]`,
    )
    expect(() => scan((c) => [c, null], zero, null)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: scan: expected arrays to scan over or a length, got neither; give xs, or the option length]`,
    )
    expect(() =>
      lax.scan((c: Tensor) => [c, null], zero, undefined),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: scan: expected xs, got undefined; give null and the option length to scan over nothing]`,
    )
    const wrong = { length: 4 }
    expect(() =>
      lax.scan((c: Tensor) => [c, null], zero, np.zeros([3]), wrong),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: scan: expected leading axes of one size, got 4 (the option length) and 3 (xs)]`,
    )
  })

  it('wants a length that is known', () => {
    const count = (n: Tensor) =>
      lax.scan((c: Tensor) => [c, null], zero, null, { length: n as never })[0]
    expect(() => jit(count)(zero)).toThrow('scan length: expected a concrete value')
    expect(() =>
      lax.scan((c: Tensor) => [c, null], zero, null, { length: 2.5 }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: scan: expected length to be an integer of at least 0, got the number 2.5]`,
    )
  })

  it('says its name as map', () => {
    expect(() => lax.map((x: Tensor) => x, zero)).toThrow('map: expected arrays to scan over')
    expect(() => lax.map(() => undefined, np.zeros([2]))).toThrow('map: expected a tensor')
  })
})

describe('cond and switch', () => {
  const cond = (a: unknown, b: unknown) =>
    lax.cond(
      true,
      () => a,
      () => b,
    )

  it('want branches that return the same', () => {
    expect(() => cond(zero, np.zeros([3]))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: cond: expected branches with equal output types, got f32[3] from falseFun and f32[] from trueFun at the result; make their shapes equal]`,
    )
    expect(() => cond({ y: zero }, { y: zero.gt(0) })).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: cond: expected branches with equal output types, got bool[] from falseFun and f32[] from trueFun at the result.y; convert one with astype]`,
    )
    expect(() => cond({ y: zero }, [zero])).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: cond: expected branches with equal output structure, got [*] from falseFun and { y: * } from trueFun]`,
    )
    const branches = [() => zero, () => zero, () => np.zeros([2])]
    expect(() => lax.switch(0, branches)).toThrow('f32[] from branch 0 and f32[2] from branch 2')
  })

  it('want a scalar predicate', () => {
    const mask = np.array([true, false])
    expect(() =>
      lax.cond(
        mask,
        () => zero,
        () => zero,
      ),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: cond: expected a scalar predicate, got bool[2]; reduce it with np.all or np.any, or select elementwise with np.where]`,
    )
  })

  it('want functions', () => {
    expect(() => lax.cond(true, zero as never, () => zero)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: cond: expected trueFun to be a function, got f32[]; hand over the function itself, not the result of calling it]`,
    )
    expect(() => lax.switch(0, [])).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: switch: expected a list of branches, got an empty one]`,
    )
    expect(() => lax.switch(0, [zero as never])).toThrow('expected branch 0 to be a function')
  })

  it('want an integer index', () => {
    expect(() => lax.switch(np.array(1.5), [() => zero])).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: switch: expected an integer scalar index, got f32[]]`,
    )
  })
})

describe('whileLoop and foriLoop', () => {
  it('want a carry that keeps its type', () => {
    const loop = (body: (c: Tensor) => unknown) =>
      lax.whileLoop((c: Tensor) => c.lt(3), body as () => Tensor, zero)
    expect(() => loop((c) => np.stack([c, c]))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: whileLoop: expected f to return a carry of equal types, got f32[] in and f32[2] out at carry; revise the function so that all output types match the input types]`,
    )
    expect(() =>
      lax.foriLoop(
        0,
        2,
        function body(_, c: Tensor) {
          return c.gt(0)
        },
        np.ones([2]),
      ),
    ).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: foriLoop: expected body to return a carry of equal types, got f32[2] in and bool[2] out at carry; revise the function so that all output types match the input types]`,
    )
    expect(() => lax.foriLoop(0, 2, () => undefined as never, zero)).toThrow(
      'foriLoop: expected a tensor',
    )
  })

  it('want a condition that is one bool', () => {
    const loop = (cond: (c: Tensor) => unknown) =>
      lax.whileLoop(cond as () => Tensor, (c: Tensor) => c, np.zeros([2]))
    expect(() => loop((c) => c.lt(3))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: whileLoop: expected f to return bool[], got bool[2]; compare, and reduce with np.all or np.any]`,
    )
    expect(() => loop((c) => c.sum())).toThrow('to return bool[], got f32[]')
    expect(() => loop((c) => (c.sum() as unknown as number) < 3)).toThrow('while whileLoop traces')
  })

  it('have no reverse mode where the number of steps is not known', () => {
    const double = (x: Tensor): Tensor =>
      lax.whileLoop(
        (c: Tensor) => c.lt(100),
        (c) => c.mul(2),
        x,
      )
    expect(() => grad(double)(np.array(1))).toThrowErrorMatchingInlineSnapshot(
      `[TracerError: whileLoop: expected forward mode, got reverse mode: reverse-mode differentiation does not work for lax.whileLoop or lax.foriLoop with dynamic bounds, since the number of steps to store is unknown; use lax.scan, or lax.foriLoop with static bounds]`,
    )
    const n = np.array(3, { dtype: 'int32' })
    const power = (x: Tensor): Tensor => lax.foriLoop(0, n, (_, c: Tensor) => c.mul(2), x)
    expect(() => grad(power)(np.array(1))).toThrow(
      'use lax.scan, or lax.foriLoop with static bounds',
    )
  })

  it('want integer bounds', () => {
    expect(() =>
      lax.foriLoop(0, 2.5, (_, c: Tensor) => c, zero),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: foriLoop: expected integer bounds, got 0 and 2.5; round them with Math.floor]`,
    )
  })
})

describe('associativeScan', () => {
  it('wants an axis', () => {
    const sum = (a: Tensor, b: Tensor): Tensor => a.add(b)
    expect(() =>
      lax.associativeScan(sum, np.zeros([2]), { axis: 1 }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: associativeScan: expected tensors with an axis 1, got f32[2]]`,
    )
  })
})
