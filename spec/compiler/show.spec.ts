import { describe, expect, it } from 'vitest'
import { planMemory } from '../../src/compiler/plan.ts'
import { showKernels, showPlan } from '../../src/compiler/show.ts'
import { jit, lax, np, random, type Tensor } from '../../src/index.ts'
import { iota } from '../../src/primitives/slicing.ts'
import { lower } from './support.ts'

const x = np.ones([3, 4])

const shown = <A extends readonly unknown[]>(f: (...args: A) => unknown, ...args: A): string =>
  showKernels(lower(f, ...args))

describe('kernels', () => {
  it('print as expressions of what they read, by the steps along their axes', () => {
    expect(shown((a: Tensor, b: Tensor) => np.sin(a).mul(b).add(1), x, np.ones([4]))).toBe(
      ['loop [3, 4]', '  b0(4,1) = (sin(x0(4,1)) * x1(0,1)) + 1'].join('\n'),
    )
  })

  it('print reductions with what they combine by', () => {
    expect(shown((a: Tensor) => np.max(a.mul(2), { axis: 1 }), x)).toBe(
      ['loop [3, 4 reduced]', '  b0(1,0) =max x0(4,1) * 2'].join('\n'),
    )
  })

  it('print contractions with what follows', () => {
    const layer = (a: Tensor, b: Tensor, c: Tensor) => np.tanh(np.matmul(a, b).add(c))
    expect(shown(layer, x, np.ones([4, 5]), np.ones([5]))).toBe(
      ['contraction [3, 5; 4] p = x0(4,1) · x1(5,1)', '  b0(5,1) = tanh((p + x2(0,1)))'].join('\n'),
    )
  })

  it('print positions, offsets and conversions', () => {
    const f = (a: Tensor) =>
      a
        .get('1:')
        .astype('int32')
        .add(iota('int32', [2, 4], 1))
    expect(shown(f, x)).toBe(
      ['loop [2, 4]', '  b0(4,1) = convert<i32>(x0+4(4,1)) + index1'].join('\n'),
    )
  })

  it('print other kernels with the shapes of their arrays', () => {
    expect(shown((a: Tensor) => np.sort(a), x)).toBe('sort b0[3,4] = x0[3,4]')
  })

  it('print loops and branches with what they hold', () => {
    const scan = (a: Tensor) =>
      lax.scan((c: Tensor, u: Tensor) => [c.add(u), c] as const, a.get(0), a, { reverse: true })
    const text = shown(scan, x)
    expect(text).toContain('scan 3 reversed')
    expect(text).toContain('    loop [4]')
    expect(text).toMatch(/ {2}reads b\d: x0\+0\(4\)/)
    expect(text).toMatch(/ {2}writes b\d: b\d\+0\(4\)/)
    const branch = shown((a: Tensor) => lax.cond(np.sum(a).gt(0), np.sin, np.cos, a), x)
    expect(branch).toMatch(/cond b\d\n {2}branch 0\n {4}loop \[12\]/)
    const loop = shown(
      (a: Tensor) =>
        lax.whileLoop(
          (c: Tensor) => np.sum(c).lt(9),
          (c: Tensor) => c.mul(2),
          a,
        ),
      x,
    )
    expect(loop).toMatch(/while b\d\n[\s\S]*\n {2}do\n {4}loop \[12\]/)
  })
})

describe('what is shared', () => {
  it('has a name and is written once', () => {
    const text =
      jit((x: Tensor) => {
        let y = x
        for (let i = 0; i < 60; i++) y = y.add(y.mul(y))
        return y
      }).lower(np.ones([8])).compiled?.kernels ?? ''
    expect(text.length).toBeLessThan(5000)
    expect(text).toContain('t0 = ')
    const bits = jit((key: Tensor) => random.bits(key)).lower(random.key(0)).compiled?.kernels ?? ''
    expect(bits.length).toBeLessThan(20_000)
  })
})

describe('the memory plan', () => {
  it('prints each array with its place', () => {
    const lowered = lower((a: Tensor) => np.sort(a.add(np.array([1, 2, 3, 4]))), x)
    const text = showPlan(lowered, planMemory(lowered, 64))
    expect(text).toMatch(/^x0: f32\[4\] at \d+$/m)
    expect(text).toMatch(/^x1: f32\[12\] at \d+$/m)
    expect(text).toMatch(/^\d+ bytes in all$/m)
  })
})

describe('jit(f).lower', () => {
  const lowering = jit((a: Tensor) => np.sin(a).mul(2).sub(0)).lower(x)

  it('gives the program before and after simplification', () => {
    expect(lowering.program).toContain('sub')
    expect(lowering.simplified).not.toContain('sub')
    expect(lowering.simplified).toContain('sin')
  })

  it('gives kernels, memory and the size of the code', () => {
    expect(lowering.compiled?.kernels).toBe('loop [12]\n  b0(1) = sin(x0(1)) * 2')
    expect(lowering.compiled?.memory).toContain('bytes in all')
    expect(lowering.compiled?.codeBytes).toBeGreaterThan(100)
  })

  it('prints all of it', () => {
    for (const title of ['program', 'simplified', 'kernels', 'memory', 'code'])
      expect(String(lowering)).toMatch(new RegExp(`^${title}\n`, 'm'))
  })

  it('runs nothing', () => {
    let calls = 0
    const f = jit((a: Tensor) => {
      calls += 1
      return np.sin(a)
    })
    f.lower(x)
    f(x)
    expect(calls).toBe(1)
  })
})
