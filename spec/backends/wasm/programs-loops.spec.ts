import { describe } from 'vitest'
import { lax, np, type Tensor } from '../../../src/index.ts'
import { agree, type Row } from './programs-check.ts'

const carry = (x: Tensor): Tensor => np.array(0, { dtype: 'int32' }).add(x.astype('int32').mul(0))

const rows = [[3, 4], [4]] as const

const loops: readonly Row[] = [
  [
    'a carry that swaps',
    (xs, c) =>
      lax.scan(
        ({ a, b }: { a: Tensor; b: Tensor }, u: Tensor) => [{ a: b, b: a.add(u) }, a] as const,
        { a: c!, b: np.sin(c!) },
        xs!,
      ),
    rows,
  ],
  [
    'a carry that exchanges',
    (xs, c) =>
      lax.scan(
        ({ a, b }: { a: Tensor; b: Tensor }, u: Tensor) => [{ a: b, b: a }, u.mul(a)] as const,
        { a: c!, b: np.sin(c!) },
        xs!,
      ),
    rows,
  ],
  [
    'a carry that turns',
    (xs, c) =>
      lax.scan(
        ({ a, b, d }: { a: Tensor; b: Tensor; d: Tensor }, u: Tensor) =>
          [{ a: b, b: d, d: a.add(u) }, null] as const,
        { a: c!, b: np.sin(c!), d: np.cos(c!) },
        xs!,
      )[0],
    rows,
  ],
  [
    'a carry that passes through',
    (xs, c) =>
      lax.scan(
        ({ a, b }: { a: Tensor; b: Tensor }, u: Tensor) => [{ a, b: b.add(u).mul(a) }, b] as const,
        { a: c!, b: np.sin(c!) },
        xs!,
      ),
    rows,
  ],
  [
    'a carry that is a view of itself',
    (xs, c) => lax.scan((a: Tensor, u: Tensor) => [np.flip(a), a.add(u)] as const, c!, xs!),
    rows,
  ],
  [
    'a carry that is a view of another',
    (xs, c) =>
      lax.scan(
        ({ a, b }: { a: Tensor; b: Tensor }, u: Tensor) =>
          [{ a: np.flip(b), b: np.flip(a).add(u) }, null] as const,
        { a: c!, b: np.sin(c!) },
        xs!,
      )[0],
    rows,
  ],
  [
    'a carry that becomes an input, a constant and a row',
    (xs, c) =>
      lax.scan(
        ({ a, b, d }: { a: Tensor; b: Tensor; d: Tensor }, u: Tensor) =>
          [{ a: c!, b: np.onesLike(b), d: u }, a.add(b).add(d)] as const,
        { a: c!, b: c!, d: c! },
        xs!,
      ),
    rows,
  ],
  [
    'results that are rows, carry, constants and inputs',
    (xs, c) =>
      lax.scan(
        (a: Tensor, u: Tensor) =>
          [a.add(u), [u, a, np.ones([2]), c, np.flip(u), np.flip(a)]] as const,
        c!,
        xs!,
      ),
    rows,
  ],
  [
    'no rounds',
    (xs, c) => lax.scan((a: Tensor, u: Tensor) => [a.add(u), a] as const, c!, xs!.get('0:0')),
    rows,
  ],
  [
    'one round',
    (xs, c) => lax.scan((a: Tensor, u: Tensor) => [a.add(u), a] as const, c!, xs!.get('0:1')),
    rows,
  ],
  [
    'from the end',
    (xs, c) =>
      lax.scan((a: Tensor, u: Tensor) => [a.mul(0.5).add(u), a] as const, c!, xs!, {
        reverse: true,
      }),
    rows,
  ],
  [
    'over columns',
    (xs, c) => lax.scan((a: Tensor, u: Tensor) => [a.add(np.sum(u)), u] as const, c!, xs!.T),
    rows,
  ],
  [
    'over reversed rows',
    (xs, c) =>
      lax.scan(
        (a: Tensor, u: Tensor) => [a.mul(0.5).add(u), u] as const,
        c!,
        np.flip(xs!, { axis: 0 }),
      ),
    rows,
  ],
  [
    'over a broadcast',
    (xs, c) =>
      lax.scan(
        (a: Tensor, u: Tensor) => [a.mul(0.5).add(u), u] as const,
        c!,
        np.broadcastTo(xs!.get(0), [5, 4]),
      ),
    rows,
  ],
  [
    'a scan in a scan',
    (xs, c) =>
      lax.scan(
        (a: Tensor, u: Tensor) =>
          lax.scan((b: Tensor, v: Tensor) => [b.mul(v).add(u), b] as const, a, xs!),
        c!,
        xs!,
      ),
    rows,
  ],
  [
    'no scan in a scan',
    (xs, c) =>
      lax.scan(
        (a: Tensor, u: Tensor) =>
          [
            lax.scan((b: Tensor) => [b.mul(2), b] as const, a.add(u), null, { length: 0 })[0],
            u,
          ] as const,
        c!,
        xs!,
      ),
    rows,
  ],
  [
    'while, no round',
    (x) =>
      lax.whileLoop(
        (a: Tensor) => np.sum(a).gt(100),
        (a: Tensor) => a.mul(2),
        x!,
      ),
    [[5]],
  ],
  [
    'while, with a carry that exchanges',
    (x) =>
      lax.whileLoop(
        ({ i }: { i: Tensor; a: Tensor; b: Tensor }) => i.lt(3),
        ({ i, a, b }: { i: Tensor; a: Tensor; b: Tensor }) => ({ i: i.add(1), a: b, b: a }),
        { i: np.array(0, { dtype: 'int32' }), a: x!, b: np.sin(x!) },
      ),
    [[5]],
  ],
  [
    'while in a branch',
    (x) =>
      lax.cond(
        np.sum(x!).lt(1000),
        (a: Tensor) => lax.foriLoop(0, 3, (i: Tensor, c: Tensor) => c.add(i), a),
        (a: Tensor) => a,
        x!,
      ),
    [[5]],
  ],
  [
    'a branch in a scan',
    (xs, c) =>
      lax.scan(
        (a: Tensor, u: Tensor) =>
          [
            lax.cond(
              np.sum(u).gt(0),
              (b: Tensor) => b.add(u),
              (b: Tensor) => np.flip(b),
              a,
            ),
            a,
          ] as const,
        c!,
        xs!,
      ),
    rows,
  ],
  [
    'branches that give inputs, constants and each other',
    (x, y) =>
      lax.cond(
        np.sum(x!).gt(0),
        (a: Tensor, b: Tensor) => [a, b, np.ones([2])],
        (a: Tensor, b: Tensor) => [b, a, np.zeros([2])],
        x!,
        y!,
      ),
    [[3], [3]],
  ],
  [
    'branches that give one value twice',
    (x) =>
      lax.cond(
        np.sum(x!).lt(0),
        (a: Tensor) => [np.sin(a), np.sin(a)],
        (a: Tensor) => [a, a],
        x!,
      ),
    [[3]],
  ],
  [
    'a branch by an index out of range',
    (x) =>
      [-5, 0, 1, 2, 9].map((i) =>
        lax.switch(
          carry(x!.get(0)).add(i),
          [(a: Tensor) => a.add(1), (a: Tensor) => a.mul(2), (a: Tensor) => np.flip(a)],
          x!,
        ),
      ),
    [[4]],
  ],
]

describe('compiled loops and branches have', () => {
  agree(['float32', 'float64'], loops)
})
