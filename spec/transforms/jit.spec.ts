import { describe, expect, it } from 'vitest'
import { ArgumentError, grad, jit, np, type Tensor, TracerError, vmap } from '../../src/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'

/** A function that counts how often it is traced. */
const counted = <A extends readonly unknown[], R>(f: (...args: A) => R) => {
  const counter = { traces: 0 }
  const run = (...args: A): R => {
    counter.traces++
    return f(...args)
  }
  return [run, counter] as const
}

const double = (x: Tensor): Tensor => x.mul(2)

describe('jit', () => {
  it('traces once for each structure, shape and dtype, whatever the values', () => {
    const [f, counter] = counted((p: { readonly x: Tensor } | Tensor) =>
      'x' in p ? double(p.x) : double(p),
    )
    const jitted = jit(f)
    for (const value of [1, 2, 3]) expectClose(jitted(np.array(value)), 2 * value)
    expect(counter.traces).toBe(1)
    jitted(np.array([1, 2]))
    expect(counter.traces).toBe(2)
    jitted(np.array(1, { dtype: 'int32' }))
    expect(counter.traces).toBe(3)
    jitted({ x: np.array(1) })
    expect(counter.traces).toBe(4)
    for (const shape of [[], [2]]) jitted(np.ones(shape))
    expect(counter.traces).toBe(4)
  })

  it('traces a plain number as what gives way to other dtypes', () => {
    const [f, counter] = counted((x: Tensor, y: Tensor) => x.add(y))
    const jitted = jit(f)
    expect(jitted(1 as never, np.ones([], { dtype: 'float64' })).dtype).toBe('float64')
    expect(jitted(np.ones([]), np.ones([], { dtype: 'float64' })).dtype).toBe('float64')
    expect(counter.traces).toBe(2)
    jitted(7 as never, np.zeros([], { dtype: 'float64' }))
    expect(counter.traces).toBe(2)
  })

  it('traces once for each value of a static argument', () => {
    const [f, counter] = counted((x: Tensor, n: number, options: { readonly scale: number }) =>
      Array.from({ length: n }).reduce((y: Tensor) => y.mul(options.scale), x),
    )
    const jitted = jit(f, { staticArgnums: [1, 2] })
    expectClose(jitted(np.array(1), 3, { scale: 2 }), 8)
    expectClose(jitted(np.array(5), 3, { scale: 2 }), 40)
    expect(counter.traces).toBe(1)
    expectClose(jitted(np.array(1), 2, { scale: 2 }), 4)
    expectClose(jitted(np.array(1), 3, { scale: 3 }), 27)
    expect(counter.traces).toBe(3)
  })

  it('counts static arguments from the end where they are negative', () => {
    const power = (x: Tensor, n: number): Tensor =>
      n === 0 ? np.onesLike(x) : x.mul(power(x, n - 1))
    expectClose(jit(power, { staticArgnums: -1 })(np.array(2), 5), 32)
  })

  it('traces once under other transforms too, where they give it the same avals', () => {
    const [f, counter] = counted(double)
    const jitted = jit(f)
    jitted(np.array(1))
    grad(jitted)(np.array(1))
    vmap(jitted)(np.ones([3]))
    grad((x: Tensor) => np.sum(vmap(jitted)(x)))(np.ones([3]))
    jit((x: Tensor) => jitted(x))(np.array(1))
    expect(counter.traces).toBe(1)
  })

  it('fixes what it closes over when it traces', () => {
    let scale = 2
    const jitted = jit((x: Tensor) => x.mul(scale))
    expectClose(jitted(np.array(1)), 2)
    scale = 3
    expectClose(jitted(np.array(1)), 2)
    expectClose(jitted(np.array([1])), [3])
  })

  it('hands on arguments and constants that are results, and structures without leaves', () => {
    const f = (x: Tensor) => ({
      x,
      again: [x, x],
      one: 1,
      list: np.array([1, 2]),
      none: null,
      empty: [],
    })
    expectSame(jit(f)(np.array(3)), {
      x: np.array(3),
      again: [np.array(3), np.array(3)],
      one: np.array(1),
      list: np.array([1, 2]),
      none: null,
      empty: [],
    })
  })

  it('gives results that later runs leave alone', () => {
    const f = jit((x: Tensor) => [x.add(1), np.transpose(np.outer(x, x).mul(2))])
    const first = f(np.array([1, 2]))
    const before = first.map((y) => y.data())
    f(np.array([30, 40]))
    f(np.array([50, 60]))
    expect(first.map((y) => y.data())).toEqual(before)
  })

  it('forgets the oldest of very many signatures rather than grow', () => {
    const [f, counter] = counted((x: Tensor, n: number) => x.mul(n))
    const jitted = jit(f, { staticArgnums: 1 })
    for (let n = 0; n < 300; n++) jitted(np.array(1), n)
    expect(counter.traces).toBe(300)
    jitted(np.array(1), 299)
    expect(counter.traces).toBe(300)
    jitted(np.array(1), 0)
    expect(counter.traces).toBe(301)
  })

  it('keeps no trace of a function that threw', () => {
    let fails = true
    const jitted = jit((x: Tensor) => {
      if (fails) throw new Error('not yet')
      return double(x)
    })
    expect(() => jitted(np.array(1))).toThrow('not yet')
    fails = false
    expectClose(jitted(np.array(1)), 2)
    expectClose(np.array(1).add(1), 2)
  })

  it('says what is wrong with an argument that is no tensor, and where it is', () => {
    const f = (p: { readonly name: string; readonly x: Tensor }): Tensor => p.x
    expect(() => jit(f)({ name: 'a', x: np.array(1) })).toThrow('args[0].name')
    expect(() => jit(f)({ name: 'a', x: np.array(1) })).toThrow('staticArgnums')
    expect(() => jit(double, { staticArgnums: 1 })(np.array(1))).toThrow(ArgumentError)
    expect(() => jit((x: Tensor) => Number(x))(np.array(1))).toThrow(TracerError)
  })
})
