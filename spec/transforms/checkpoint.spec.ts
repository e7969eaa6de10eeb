import { describe, expect, it } from 'vitest'
import type { Primitive } from '../../src/core/primitive.ts'
import { arg, call } from '../../src/core/scalar.ts'
import { bind1 } from '../../src/core/trace.ts'
import { checkpoint, grad, jit, np, type Tensor, vmap } from '../../src/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'

/** A sine that counts how often it is computed: eager application lowers it each time. */
const countingSine = () => {
  const counter = { runs: 0 }
  const apply = (x: Tensor): Tensor => bind1(primitive, [x], {})
  const primitive: Primitive<object> = {
    name: 'counting_sin',
    abstract: ([x]) =>
      x === undefined ? [] : [{ shape: x.shape, dtype: x.dtype, weakType: false }],
    jvp: ([x], [dx]) => [[apply(x as Tensor)], [dx ? np.cos(x as Tensor).mul(dx) : null]],
    batch: (_, [x], [dim]) => [[apply(x as Tensor)], [dim ?? null]],
    lower: (_, [x]) => {
      counter.runs++
      return { kind: 'elementwise', outputs: [call('sin', arg(0, x?.dtype ?? 'float32'))] }
    },
  }
  return [apply, counter] as const
}

const x = np.array(0.3, { dtype: 'float64' })

describe('checkpoint', () => {
  it('changes neither values nor derivatives of any order', () => {
    const f = (y: Tensor): Tensor => np.sin(np.sin(y).mul(y))
    expectSame(checkpoint(f)(x), f(x))
    expectSame(grad(checkpoint(f))(x), grad(f)(x), 'grad')
    expectSame(grad(grad(checkpoint(f)))(x), grad(grad(f))(x), 'grad')
    expectSame(grad(checkpoint(grad(f)))(x), grad(grad(f))(x), 'grad')
    expectSame(grad(checkpoint(checkpoint(f)))(x), grad(f)(x), 'grad')
  })

  it('computes the function again in the backward pass', () => {
    const [sine, counter] = countingSine()
    grad((y: Tensor) => sine(sine(y)))(x)
    expect(counter.runs).toBe(2)
    counter.runs = 0
    grad(checkpoint((y: Tensor) => sine(sine(y))))(x)
    // Forwards both; backwards the inner one alone, at whose value the outer has its derivative.
    expect(counter.runs).toBe(3)
  })

  it('takes and gives trees, and closes over what is differentiated', () => {
    const f = (p: { w: Tensor; b: Tensor }): Tensor =>
      np.sum(checkpoint((q: { w: Tensor }) => ({ y: np.sin(q.w.mul(p.b)) }))({ w: p.w }).y)
    const p = { w: np.array([1, 2]), b: np.array(0.5) }
    const plain = (q: typeof p): Tensor => np.sum(np.sin(q.w.mul(q.b)))
    expectSame(grad(f)(p), grad(plain)(p))
  })

  it('composes with jit and vmap on either side', () => {
    const f = (y: Tensor): Tensor => np.tanh(y.mul(y))
    const xs = np.array([0.1, -0.5, 2])
    const expected = vmap(grad(f))(xs)
    expectSame(vmap(jit(grad(checkpoint(f))))(xs), expected)
    expectSame(jit(vmap(grad(checkpoint(jit(f)))))(xs), expected)
    expectSame(grad((y: Tensor) => np.sum(checkpoint(vmap(jit(f)))(y)))(xs), expected)
    expectClose(checkpoint(() => np.array(1))(), 1)
  })
})
