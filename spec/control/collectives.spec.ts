import { describe, expect, it } from 'vitest'
import {
  AxisError,
  checkpoint,
  grad,
  jit,
  jvp,
  lax,
  np,
  type Tensor,
  vmap,
} from '../../src/index.ts'
import { expectClose } from '../support/expect-close.ts'

const named = <A extends readonly unknown[], R>(f: (...args: A) => R) => vmap(f, { axisName: 'i' })
const xs = np.array([1, 2, 3])

describe('collectives', () => {
  it('reduce over the examples of the map that has their name', () => {
    const f = (x: Tensor) => [
      lax.psum(x, 'i'),
      lax.pmean(x, 'i'),
      lax.pmax(x, 'i'),
      lax.pmin(x, 'i'),
      lax.axisIndex('i'),
    ]
    const [sum, mean, max, min, index] = named(f)(xs) as [Tensor, Tensor, Tensor, Tensor, Tensor]
    expectClose(sum, [6, 6, 6])
    expectClose(mean, [2, 2, 2])
    expectClose(max, [3, 3, 3])
    expectClose(min, [1, 1, 1])
    expectClose(index, [0, 1, 2])
  })

  it('reduce trees, and values that are the same for all examples', () => {
    const f = (x: Tensor) => lax.psum({ x, one: np.array(1), list: [x.mul(2)] }, 'i')
    const out = named(f)(xs)
    expectClose(out.one, [3, 3, 3])
    expectClose(out.list[0] as Tensor, [12, 12, 12])
    expectClose(named((x: Tensor) => x.mul(lax.psum(1, 'i')))(xs), [3, 6, 9])
  })

  it('reduce over several axes at once', () => {
    const matrix = np.array([
      [0, 1, 2],
      [3, 4, 5],
    ])
    const over = (f: (x: Tensor) => Tensor) => vmap(vmap(f, { axisName: 'j' }), { axisName: 'i' })
    const all = (value: number) => np.full([2, 3], value).toArray()
    const ij = ['i', 'j'] as const
    expectClose(over((x) => lax.psum(x, ij))(matrix), all(15))
    expectClose(over((x) => lax.psum(x, []))(matrix), matrix.toArray())
    expectClose(over(() => lax.psum(1, ij))(matrix), all(6))
    expectClose(over((x) => lax.pmean(x, ['j', 'i']))(matrix), all(2.5))
    expectClose(over((x) => lax.pmean(x.astype('int32'), ij))(matrix), all(2.5))
    expectClose(over((x) => lax.pmax(x, ij))(matrix), all(5))
    expectClose(over((x) => lax.pmin(x, ij))(matrix), all(0))
    expectClose(over(() => lax.axisIndex(ij))(matrix), matrix.toArray())
    expectClose(over(() => lax.axisIndex(['j', 'i']))(matrix), [
      [0, 2, 4],
      [1, 3, 5],
    ])
    // Against JAX.
    const f = (y: Tensor): Tensor => np.sin(lax.psum(y.mul(y), ij)).mul(y)
    expectClose(grad((x: Tensor) => over(f)(x).sum())(matrix), [
      [-0.9997551441192627, -0.335952490568161, 0.32785022258758545],
      [0.9916529655456543, 1.6554555892944336, 2.319258213043213],
    ])
    expectClose(
      grad((x: Tensor) => np.mean(over(jit((y: Tensor) => lax.pmax(y, ij)))(x)))(matrix),
      [
        [0, 0, 0],
        [0, 0, 1],
      ],
    )
    expect(() => over((x) => lax.psum(x, ['i', 'i']))(matrix)).toThrow(AxisError)
    expect(() => over((x) => lax.psum(x, 0 as never))(matrix)).toThrow('list of names')
  })

  it('give results that need no axis', () => {
    expectClose(vmap((x: Tensor) => lax.psum(x, 'i'), { axisName: 'i', outAxes: null })(xs), 6)
  })

  it('find the innermost map of their name', () => {
    const both = np.array([
      [1, 2],
      [3, 4],
    ])
    const f = (x: Tensor): Tensor => lax.psum(x, 'i').add(lax.psum(x, 'j').mul(100))
    const outer = named((row: Tensor) => vmap(f, { axisName: 'j' })(row))
    expectClose(outer(both), [
      [304, 306],
      [704, 706],
    ])
    const shadowed = named((row: Tensor) => named((x: Tensor) => lax.psum(x, 'i'))(row))
    expectClose(shadowed(both), [
      [3, 3],
      [7, 7],
    ])
  })

  it('are differentiated across examples, inside of the map and around it', () => {
    const f = (x: Tensor): Tensor => lax.psum(x.mul(x), 'i')
    // Each example's loss is the sum, so each argument is in three of them.
    expectClose(named(grad(f))(xs), [6, 12, 18])
    expectClose(grad((x: Tensor) => np.sum(named(f)(x)))(xs), [6, 12, 18])
    expectClose(named((x: Tensor) => jvp(f, [x], [1])[1])(xs), [12, 12, 12])
    const centred = (x: Tensor): Tensor => {
      const d = x.sub(lax.pmean(x, 'i'))
      return d.mul(d)
    }
    expectClose(grad((x: Tensor) => np.sum(named(centred)(x)))(xs), [-2, 0, 2])
    expectClose(
      grad((x: Tensor) => np.sum(named((y: Tensor) => lax.pmax(y, 'i'))(x)))(xs),
      [0, 0, 3],
    )
  })

  it('share the derivative of an extreme among examples that tie', () => {
    const f = (x: Tensor): Tensor => named((y: Tensor) => lax.pmax(y, 'i'))(x).get(0)
    expectClose(grad(f)(np.array([2, 1, 2])), [0.5, 0, 0.5])
  })

  it('go through programs of every kind', () => {
    const f = (x: Tensor): Tensor => lax.psum(np.sin(x), 'i')
    const expected = named(f)(xs)
    const total = [...expected.data()]
    expectClose(named(jit(f))(xs), total)
    expectClose(jit(named(jit(f)))(xs), total)
    expectClose(named(checkpoint(f))(xs), total)
    expectClose(named((x: Tensor) => lax.cond(true, f, (y: Tensor) => y, x))(xs), total)
    const scanned = (x: Tensor): Tensor =>
      lax.scan((c: Tensor, _: null) => [lax.psum(c, 'i').mul(0.5), null] as const, x, null, {
        length: 2,
      })[0]
    expectClose(named(scanned)(xs), [4.5, 4.5, 4.5])
    const looped = (x: Tensor): Tensor =>
      lax.whileLoop(
        (c: Tensor) => lax.pmax(c, 'i').lt(20),
        (c: Tensor) => c.mul(2),
        x,
      )
    expectClose(named(looped)(xs), [8, 16, 24])
    expectClose(named(jit(grad(jit(f))))(xs), [...named(grad(f))(xs).data()])
    expectClose(
      named((x: Tensor) =>
        lax.cond(
          x.gt(1),
          (y: Tensor) => lax.psum(y, 'i'),
          (y: Tensor) => y,
          x,
        ),
      )(xs),
      [1, 6, 6],
    )
  })

  it('say which map is missing', () => {
    expect(() => lax.psum(np.array(1), 'k')).toThrow(AxisError)
    expect(() => vmap((x: Tensor) => lax.psum(x, 'k'), { axisName: 'i' })(xs)).toThrow(
      "axisName: 'k'",
    )
    expect(() => jit(() => lax.axisIndex('k'))()).toThrow(AxisError)
  })
})
