import { describe, expectTypeOf, it } from 'vitest'
import { random, type Tensor } from '../../src/index.ts'

declare const key: Tensor
declare const count: number

describe('split', () => {
  it('is taken apart into as many keys as it gives', () => {
    const [a, b] = random.split(key)
    expectTypeOf(a).toEqualTypeOf<Tensor>()
    expectTypeOf(b).toEqualTypeOf<Tensor>()
    const [c, , d] = random.split(key, { num: 3 })
    expectTypeOf(c).toEqualTypeOf<Tensor>()
    expectTypeOf(d).toEqualTypeOf<Tensor>()
    expectTypeOf(random.split(key)).toExtend<Tensor>()
  })

  it('is a tensor where nobody knows how many there are', () => {
    expectTypeOf(random.split(key, { num: count })).toEqualTypeOf<Tensor>()
    expectTypeOf(random.split(key, { num: [2, 3] })).toEqualTypeOf<Tensor>()
    const [f] = random.split(key, { num: count })
    expectTypeOf(f).toEqualTypeOf<Tensor | undefined>()
  })
})
