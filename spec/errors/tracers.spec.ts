import { describe, expect, it } from 'vitest'
import { grad, jit, jvp, np, type Tensor, vmap } from '../../src/index.ts'

const one = np.array(1)
/** A tensor as plain JavaScript sees it, where nothing stops one from writing `x + 1`. */
const number = (x: Tensor): number => x as unknown as number

describe('plain arithmetic on a traced value', () => {
  it('says what to write instead', () => {
    expect(() => jit((x: Tensor) => number(x) + 1)(one)).toThrowErrorMatchingInlineSnapshot(
      `[TracerError: number: expected a concrete value, got a traced one, f32[] (args[0] of f), which has no value while jit traces; for arithmetic use its methods and the functions of np (x.add(1), np.sin(x)), for a branch np.where or lax.cond, for the bound of a loop lax.foriLoop or lax.whileLoop]`,
    )
  })

  it.each<[string, (x: Tensor) => unknown]>([
    ['x + 1', (x) => number(x) + 1],
    ['2 * x', (x) => 2 * number(x)],
    ['-x', (x) => -number(x)],
    ['x ** 2', (x) => number(x) ** 2],
    ['x > 0', (x) => number(x) > 0],
    ['x > 0 ? … : …', (x) => (number(x) > 0 ? x : x.neg())],
    // biome-ignore lint/suspicious/noDoubleEquals: what a newcomer writes
    ['x == 1', (x) => (x as unknown) == 1],
    ['Math.sin(x)', (x) => Math.sin(number(x))],
    ['Math.max(...x)', (x) => Math.max(...(np.stack([x, x]).toArray() as number[]))],
    ['Number(x)', (x) => Number(x)],
    // biome-ignore lint/suspicious/noGlobalIsNan: what a newcomer writes
    ['isNaN(x)', (x) => isNaN(number(x))],
    ['new Array(x)', (x) => new Array(+number(x))],
    [
      'for (let i = 0; i < x; i++)',
      (x) => {
        let sum = x
        for (let i = 0; i < number(x); i++) sum = sum.add(i)
        return sum
      },
    ],
  ])('throws for %s under jit, vmap, grad and jvp', (_, f) => {
    const g = f as (x: Tensor) => Tensor
    expect(() => jit(g)(one)).toThrow('while jit traces')
    expect(() => vmap(g)(np.array([1, 2]))).toThrow('while vmap traces')
    expect(() => grad(jit(g))(one)).toThrow('while jit traces')
    if (String(f).includes('toArray')) return
    expect(() => grad(g)(one)).toThrow('would lose its derivative')
    expect(() => jvp(g, [one], [one])).toThrow('would lose its derivative')
  })

  it('would lose the derivative under grad', () => {
    const f = (x: Tensor) => np.array(number(x) * number(x))
    expect(() => grad(f)(one)).toThrowErrorMatchingInlineSnapshot(
      `[TracerError: number: expected a differentiated value to stay a tensor, got f32[] (args[0] of f) in plain arithmetic, a comparison or Math.*, which would lose its derivative; use its methods and the functions of np, and read it with item() to branch on it]`,
    )
  })

  it('is fine on concrete values, which are numbers then', () => {
    expect(number(np.array(2)) + 1).toBe(3)
    expect(number(np.array(2)) > 1).toBe(true)
    expect(() => number(np.array([1, 2])) + 1).toThrow(
      'number: expected one element in plain arithmetic',
    )
  })
})

describe('reading a traced value', () => {
  it('says what made it, and what to do', () => {
    const f = function model(x: Tensor) {
      return np.array(x.sum().item())
    }
    expect(() => jit(f)(np.array([1, 2]))).toThrowErrorMatchingInlineSnapshot(
      `[TracerError: item: expected a concrete value, got a traced one, f32[] (the result of reduce_sum), which has no value while jit traces; compute with np, and return it from the function to read it there; what must be known while tracing, such as a size or an option, goes in as a static argument (jit staticArgnums)]`,
    )
    expect(() => jit((p: { w: Tensor }) => p.w.data())({ w: one })).toThrow('args[0].w of f')
  })

  it.each<[string, (x: Tensor) => unknown]>([
    ['item()', (x) => x.item()],
    ['data()', (x) => x.data()],
    ['toArray()', (x) => x.toArray()],
    ['ndarray()', (x) => x.ndarray()],
    ['JSON.stringify(x)', (x) => JSON.stringify({ x })],
    ['x[0]', (x) => (x as unknown as Tensor[])[0]],
  ])('throws for %s', (_, f) => {
    expect(() => jit(f as (x: Tensor) => Tensor)(one)).toThrow(/expected a (concrete value|method)/)
  })

  it('is fine under grad alone, where values are known', () => {
    const relu = (x: Tensor): Tensor => (x.gt(0).item() === 1 ? x.mul(3) : x.mul(0))
    expect([grad(relu)(np.array(2)).item(), grad(relu)(np.array(-2)).item()]).toEqual([3, 0])
    expect(() => grad(jit(relu))(one)).toThrow('expected a concrete value')
  })

  it('prints a text, for looking at', () => {
    const seen: string[] = []
    jit((x: Tensor) => {
      seen.push(`${x.mul(2)}`, String([x]))
      return x
    })(np.array([1, 2]))
    grad((x: Tensor) => {
      seen.push(`${x}`)
      return x
    })(one)
    expect(seen).toEqual(['Traced<f32[2]>(jit)', 'Traced<f32[2]>(jit)', 'Tensor(1., float32)'])
  })
})

describe('a traced value where a size or an option is wanted', () => {
  it('asks for a static argument', () => {
    expect(() =>
      jit((n: Tensor) => np.zeros([n as never]))(one),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TracerError: zeros shape: expected a concrete value, got a traced one, f32[] (args[0] of f), which has no value while jit traces; compute with np, and return it from the function to read it there; what must be known while tracing, such as a size or an option, goes in as a static argument (jit staticArgnums)]`,
    )
    const padded = (x: Tensor, n: number): Tensor => np.zeros([n]).add(x)
    expect(jit(padded, { staticArgnums: 1 })(one, 3).shape).toEqual([3])
  })

  it.each<[string, (n: Tensor) => unknown]>([
    ['arange', (n) => np.arange(n as never)],
    ['reshape', (n) => np.zeros([2]).reshape([n as never, 1])],
    ['repeat', (n) => np.repeat(np.zeros([2]), n as never)],
    ['a mask', (n) => np.zeros([2]).get(np.stack([n, n]).gt(0))],
    ['nonzero', (n) => np.nonzero(n)],
  ])('throws for %s', (_, f) => {
    expect(() => jit(f as (n: Tensor) => Tensor)(one)).toThrow('expected a concrete value')
  })
})

describe('a traced value that leaks', () => {
  const leaked = (transform: (f: (x: Tensor) => Tensor) => (x: Tensor) => unknown): Tensor => {
    let kept: Tensor = one
    transform((x) => {
      kept = x.mul(2)
      return x.sum()
    })(np.array([1]))
    return kept
  }

  it('throws when it is used, and says how to get it out', () => {
    expect(() => leaked(jit).add(1)).toThrowErrorMatchingInlineSnapshot(
      `[TracerError: add: expected a value of a running transform, got f32[1] (the result of mul), which leaked from a jit that has returned; return the value from the transformed function (hasAux for extra results) instead of storing it outside, and hand it to a function with a custom rule as an argument (nondiffArgnums)]`,
    )
    expect(() => leaked(grad).add(1)).toThrow('leaked from a grad that has returned')
    expect(() => leaked(vmap).add(1)).toThrow('leaked from a vmap that has returned')
  })

  it('throws when it is read, returned, or given to a transform', () => {
    expect(() => leaked(jit).item()).toThrow('leaked from a jit')
    expect(() => jit(() => leaked(jit))()).toThrow('leaked from a jit')
    expect(() => grad((p: { w: Tensor }) => p.w.sum())({ w: leaked(jit) })).toThrow(
      'leaked from a jit',
    )
    expect(() => jit((x: Tensor) => x.add(leaked(vmap)))(one)).toThrow('leaked from a vmap')
  })
})
