import { describe, expect, it } from 'vitest'
import { customJvp, customVjp, lax, np, stopGradient, type Tensor } from '../../src/index.ts'
import { checkGrads, LawError } from '../../src/testing/index.ts'

/** The square, with a derivative of one's own making. */
const squareWith = (derivative: (x: Tensor) => Tensor) => {
  const square = customJvp((x: Tensor) => x.mul(x))
  square.defjvp(([x]: [Tensor], [dx]: [Tensor]) => [square(x), dx.mul(derivative(x))])
  return square
}

interface Params {
  readonly w: Tensor
  readonly b: Tensor
}

const params: Params = { w: np.array([0.5, -1]), b: np.array(0.25) }

const failure = (run: () => void): LawError => {
  try {
    run()
  } catch (error) {
    if (error instanceof LawError) return error
    throw error
  }
  throw new Error('expected a LawError')
}

describe('checkGrads', () => {
  it('accepts right derivatives of every order, in all combinations of modes', () => {
    const f = (p: Params, x: Tensor) => [np.tanh(np.dot(p.w, x).add(p.b)), { y: np.exp(x) }]
    checkGrads(f, [params, np.array([1, 2])], { order: 3 })
  })

  it('names mode, order and leaf of a tangent that is wrong', () => {
    const wrong = squareWith((x) => x.mul(2.1))
    const error = failure(() => checkGrads((x: Tensor) => ({ y: [wrong(x)] }), [np.array([1, 2])]))
    expect(error.message).toMatch(/^checkGrads: expected -?[\d.]+, got -?[\d.]+ as the tangent/)
    expect(error.message).toContain('(mode fwd, order 1)')
    expect(error.path).toBe('the result of f.y[0], element 0')
    expect(error.got / error.expected).toBeCloseTo(1.05, 3)
  })

  it('names the leaf whose cotangent is wrong', () => {
    const affine = customVjp((p: Params, x: Tensor) => np.dot(p.w, x).add(p.b))
    affine.defvjp(
      (p: Params, x: Tensor) => [affine(p, x), [p, x]],
      ([p, x]: [Params, Tensor], ct: Tensor) => [{ w: x.mul(ct), b: ct.mul(3) }, p.w.mul(ct)],
    )
    const error = failure(() => checkGrads(affine, [params, np.array([1, 2])], { modes: ['rev'] }))
    expect(error.path).toBe('args[0].b')
    expect(error.message).toContain('mode rev, order 1')
  })

  it('finds a derivative that is right itself, with a wrong derivative of its own', () => {
    const frozen = squareWith((x) => stopGradient(x).mul(2))
    checkGrads(frozen, [np.array(1.5)])
    const error = failure(() => checkGrads(frozen, [np.array(1.5)], { order: 2 }))
    expect(error.message).toContain('(mode fwd, order 2, of fwd)')
    const reverse = failure(() => checkGrads(frozen, [np.array(1.5)], { order: 2, modes: ['rev'] }))
    expect(reverse.message).toContain('(mode rev, order 2, of rev)')
  })

  it('checks in float64 whatever the arguments are, and holds integers fixed', () => {
    const f = (x: Tensor, i: Tensor, scale: number) => {
      expect(x.dtype).toBe('float64')
      return np.take(x, i).mul(scale)
    }
    checkGrads(f, [np.array([1, 2, 3]), np.array([2, 0], { dtype: 'int32' }), 2])
  })

  it('fails where a derivative is not a number', () => {
    expect(() => checkGrads((x: Tensor) => np.sqrt(x), [np.array(0)])).toThrow(LawError)
  })

  it('checks loops in forward mode alone', () => {
    const f = (x: Tensor) =>
      lax.whileLoop(
        (y: Tensor) => y.lt(100),
        (y: Tensor) => y.mul(x),
        x,
      )
    checkGrads(f, [np.array(3)], { modes: ['fwd'], order: 2 })
  })

  it('asks for something to differentiate, and for an order', () => {
    const int = np.array(1, { dtype: 'int32' })
    expect(() => checkGrads((x: Tensor) => x, [int])).toThrow('a floating point argument')
    expect(() => checkGrads((x: Tensor) => x, [np.array(1)], { order: 0 })).toThrow(
      'order to be an integer from 1',
    )
  })
})
