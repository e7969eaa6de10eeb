import { describe, expect, it } from 'vitest'
import { ArgumentError, grad, jit, np, type Tensor, vmap } from '../../src/index.ts'

/** Large enough that compiled programs keep arrays in their memory, and small. */
const sizes = [20_000, 3]

const gone = /got one that was donated to a call/

describe.each(sizes)('donated arguments of %d elements', (n) => {
  const start = (): Tensor => np.add(np.arange(n), 0.5)
  const step = (x: Tensor, y: Tensor): Tensor => x.mul(2).add(y)
  const donating = jit(step, { donateArgnums: 0 })
  const keeping = jit(step)

  it('give the same results, and leave the other arguments alone', () => {
    const y = start()
    let [x, expected] = [start(), start()]
    for (let i = 0; i < 4; i++) {
      x = donating(x, y)
      expected = keeping(expected, y)
    }
    expect(x.data()).toEqual(expected.data())
    expect(y.data()).toEqual(start().data())
  })

  it('are gone afterwards, whatever asks for them', () => {
    for (const make of [start, () => keeping(start(), start())]) {
      const x = make()
      donating(x, start())
      expect(() => x.data()).toThrow(ArgumentError)
      expect(() => x.data()).toThrow(gone)
      expect(() => x.add(1)).toThrow(gone)
      expect(() => String(x)).toThrow(gone)
      expect(() => donating(x, start())).toThrow(gone)
      expect(() => keeping(start(), x)).toThrow(gone)
    }
  })

  it('may be other arguments of the call as well', () => {
    for (const make of [start, () => donating(start(), start())]) {
      const expected = make().mul(3).data()
      const x = make()
      expect(donating(x, x).data()).toEqual(expected)
      expect(() => x.data()).toThrow(gone)
    }
  })

  it('may change places', () => {
    const next = jit((x: Tensor, y: Tensor) => [y, x.add(y)] as const, { donateArgnums: [0, -1] })
    let pair: readonly [Tensor, Tensor] = [start(), start()]
    for (let i = 0; i < 5; i++) pair = next(...pair)
    expect(pair[0].data()).toEqual(start().mul(8).data())
    expect(pair[1].data()).toEqual(start().mul(13).data())
  })

  it('may be returned as they are', () => {
    const same = jit((x: Tensor) => x, { donateArgnums: 0 })
    expect(same(start()).data()).toEqual(start().data())
    expect(same(keeping(start(), start())).data()).toEqual(start().mul(3).data())
  })

  it('are given up with all their leaves', () => {
    const train = jit(({ w, b }: { w: Tensor; b: Tensor }) => ({ w: w.sub(b), b }), {
      donateArgnums: 0,
    })
    const first = { w: start(), b: np.ones([n]) }
    const last = train(train(first))
    expect(last.w.data()).toEqual(start().sub(2).data())
    expect(() => first.w.data()).toThrow(gone)
  })

  it('may be copies, and then what was copied stays', () => {
    const x = start()
    expect(donating(np.copy(x), x).data()).toEqual(x.mul(3).data())
    expect(x.data()).toEqual(start().data())
    const slope = grad((z: Tensor) => np.copy(z).mul(z).sum())(x)
    expect(slope.get(1).item()).toBe(3)
  })

  it('are not given up by a call that is traced', () => {
    const x = start()
    const slopes = grad((z: Tensor) => donating(z, start()).sum())(x)
    expect(slopes.get(0).item()).toBe(2)
    const rows = np.stack([x, x])
    expect(
      vmap((row: Tensor) => donating(row, row))(rows)
        .get(1)
        .data(),
    ).toEqual(x.mul(3).data())
    expect(x.data()).toEqual(start().data())
  })

  it('cannot be static', () => {
    const f = jit((x: Tensor, _: number) => x, { donateArgnums: 1, staticArgnums: 1 })
    expect(() => f(start(), 1)).toThrow(
      'expected donateArgnums and staticArgnums of f to differ, got 1 in both',
    )
  })
})
