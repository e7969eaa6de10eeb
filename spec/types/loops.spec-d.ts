import { describe, expectTypeOf, it } from 'vitest'
import { lax, np, type Tensor } from '../../src/index.ts'

interface Carry {
  readonly sum: Tensor
  readonly counts: readonly [Tensor, Tensor]
}
declare const init: Carry
declare const xs: { readonly x: Tensor }

describe('carries of loops', () => {
  it('have the type of the first', () => {
    const [last, ys] = lax.scan(
      (c, { x }) => [{ sum: c.sum.add(x), counts: [c.counts[1], c.counts[0]] }, c.sum],
      init,
      xs,
    )
    expectTypeOf(last).toEqualTypeOf<Carry>()
    expectTypeOf(ys).toEqualTypeOf<Tensor>()
    expectTypeOf(lax.foriLoop(0, 3, (i, c) => c.add(i), 0)).toEqualTypeOf<Tensor>()
    expectTypeOf(
      lax.whileLoop(
        (c) => c.sum.lt(3),
        (c) => c,
        init,
      ),
    ).toEqualTypeOf<Carry>()
    // What functions take for a tensor is one in the next round.
    expectTypeOf(lax.foriLoop(0, 3, () => 1, np.array(0))).toEqualTypeOf<Tensor>()
  })

  it('keep it', () => {
    // @ts-expect-error A leaf is lost.
    lax.scan((c, { x }) => [{ sum: c.sum.add(x) }, null], init, xs)
    // @ts-expect-error A tensor in place of a record.
    lax.scan((c, { x }) => [c.sum.add(x), null], init, xs)
    // @ts-expect-error A list that is too short.
    lax.foriLoop(0, 3, (_, c) => ({ sum: c.sum, counts: [c.sum] }), init)
    // @ts-expect-error Nothing.
    lax.foriLoop(0, 3, () => undefined, init)
    const inRecord = (c: Tensor) => ({ c })
    // @ts-expect-error A record in place of a tensor.
    lax.whileLoop((c) => c.lt(3), inRecord, np.array(0))
    // @ts-expect-error A condition that is no truth.
    lax.whileLoop(inRecord, (c) => c, np.array(0))
  })
})
