import { describe, expect, it } from 'vitest'
import {
  grad,
  jit,
  jvp,
  lax,
  np,
  stopGradient,
  type Tensor,
  TracerError,
  vmap,
} from '../../src/index.ts'
import { expectClose } from '../support/expect-close.ts'

const x = np.array(2)
const isPositive = (y: Tensor): boolean => y.gt(0).item() === 1
/** Chooses by a value, as a program cannot. */
const branching = (y: Tensor): Tensor => (isPositive(y) ? y.mul(y) : y)

describe('values under a transform', () => {
  it('can be read under grad and jvp, at any depth', () => {
    expectClose(grad(branching)(x), 4)
    expectClose(jvp(branching, [x], [1])[1], 4)
    expectClose(grad(grad(branching))(x), 2)
    const f = (y: Tensor): Tensor =>
      grad((z: Tensor) => (z.item() > y.item() ? z.mul(y) : z))(np.array(3))
    expectClose(grad(f)(x), 1)
  })

  it('can be read where a map hands them on whole', () => {
    const f = (y: Tensor, n: Tensor): Tensor => (isPositive(n) ? y.mul(2) : y)
    expectClose(vmap(f, { inAxes: [0, null] })(np.array([1, 2]), x), [2, 4])
    expectClose(
      grad((y: Tensor) => vmap((z: Tensor) => (isPositive(y) ? z.mul(y) : z))(np.ones([1])).get(0))(
        x,
      ),
      1,
    )
  })

  it('cannot be read under jit and vmap, whatever is around them or inside', () => {
    const total = (f: (y: Tensor) => Tensor) => (y: Tensor) => np.sum(f(y))
    for (const run of [
      () => jit(branching)(x),
      () => vmap(branching)(np.array([1])),
      () => grad(jit(branching))(x),
      () => jit(grad(branching))(x),
      () => vmap(grad(branching))(np.array([1])),
      () => grad(total(vmap(branching)))(np.array([1])),
      () => jvp(jit(branching), [x], [1]),
      () => lax.scan((c: Tensor, _: null) => [branching(c), null] as const, x, null, { length: 1 }),
      () => lax.cond(true, branching, (y: Tensor) => y, x),
    ])
      expect(run).toThrow(TracerError)
  })

  it('refuse every way of reading, and say what made them and what to write', () => {
    const readers: Readonly<Record<string, (y: Tensor) => unknown>> = {
      item: (y) => y.item(),
      data: (y) => y.data(),
      toArray: (y) => y.toArray(),
      ndarray: (y) => y.ndarray(),
      JSON: (y) => JSON.stringify(y),
      number: (y) => Number(y),
      arithmetic: (y) => (y as unknown as number) + 1,
      comparison: (y) => (y as unknown as number) > 0,
      Math: (y) => Math.sin(y as unknown as number),
    }
    for (const read of Object.values(readers)) {
      const run = (): unknown => jit((y: Tensor) => [read(np.sin(y)), y])(x)
      expect(run).toThrow(TracerError)
      expect(run).toThrow('the result of sin')
      expect(run).toThrow('while jit traces')
    }
    expect(() => jit((y: Tensor) => [y.item(), y])(x)).toThrow('args[0]')
    expect(() => jit((y: Tensor) => [Number(y), y])(x)).toThrow('np.where or lax.cond')
  })

  it('lose no derivative to plain arithmetic', () => {
    expect(() =>
      grad((y: Tensor) => ((y as unknown as number) * 2) as unknown as Tensor)(x),
    ).toThrow(TracerError)
    expect(() => jvp((y: Tensor) => Math.sin(y as unknown as number), [x], [1])).toThrow(
      'derivative',
    )
  })

  it('print what they are rather than a value that they do not have', () => {
    let text = ''
    jit((y: Tensor) => {
      text = String(y.mul(2))
      return y
    })(np.ones([3]))
    expect(text).toBe('Traced<f32[3]>(jit)')
  })
})

describe('values that outlive their transform', () => {
  const leak = (
    transform: (f: (y: Tensor) => Tensor) => (y: Tensor) => unknown,
    at: Tensor,
  ): Tensor => {
    let kept: Tensor | undefined
    transform((y) => {
      kept = y.mul(3)
      return np.sum(kept)
    })(at)
    return kept as Tensor
  }
  const leaked: Readonly<Record<string, () => Tensor>> = {
    grad: () => leak(grad as never, x),
    jit: () => leak(jit, x),
    vmap: () => leak(vmap, np.array([1, 2])),
    'jvp, as a jvp,': () => leak((f) => (y) => jvp(f, [y], [1]), x),
  }

  for (const [name, make] of Object.entries(leaked))
    it(`of ${name.split(',')[0]} cannot be used, alone or in another transform`, () => {
      const stale = make()
      const transform = name.split(',')[0]
      for (const use of [
        () => stale.add(1),
        () => np.sin(stale),
        () => jit((y: Tensor) => y.add(stale))(x),
        () => grad((y: Tensor) => y.mul(stale))(x),
        () => vmap((y: Tensor) => y.mul(stale))(np.ones([2])),
        () => jit(() => stale)(),
        () =>
          lax.cond(
            true,
            (y: Tensor) => y.add(stale),
            (y: Tensor) => y,
            x,
          ),
      ]) {
        expect(use).toThrow(TracerError)
        expect(use).toThrow(`leaked from a ${transform}`)
        expect(use).toThrow('hasAux')
      }
    })

  it('leak from a transform that threw, too', () => {
    let kept: Tensor | undefined
    const f = (y: Tensor): Tensor => {
      kept = y
      throw new Error('stop')
    }
    expect(() => grad(f)(x)).toThrow('stop')
    expect(() => np.sin(kept as Tensor)).toThrow('leaked from a grad')
  })

  it('are not the results, which are plain values of the level around', () => {
    expectClose(grad((y: Tensor) => y.mul(y))(x).add(1), 5)
    const [g, aux] = grad((y: Tensor) => [y.mul(y), stopGradient(y)] as const, { hasAux: true })(x)
    expectClose(g.add(aux), 6)
  })
})

describe('a transform that throws', () => {
  it('leaves the ones around it as they were', () => {
    const f = (y: Tensor): Tensor => {
      try {
        jit((z: Tensor) => branching(z))(y)
      } catch {
        return y.mul(y)
      }
      return y
    }
    expectClose(grad(f)(x), 4)
    expectClose(vmap(grad(f))(np.array([1, 2])), [2, 4])
    expectClose(jit(f)(x), 4)
  })
})
