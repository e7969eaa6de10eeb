import { describe, expect, it } from 'vitest'
import { registerPytreeNode, sameDef, showDef, unflatten } from '../../src/core/tree-def.ts'
import {
  jit,
  np,
  random,
  type Tensor,
  treeLeaves,
  treeMap,
  treeStructure,
} from '../../src/index.ts'

const chain = (depth: number, leaf: unknown): unknown => {
  let tree = leaf
  for (let i = 0; i < depth; i++) tree = i % 2 === 0 ? [tree] : { t: tree }
  return tree
}

describe('trees deeper than the stack', () => {
  it('are taken apart, compared, printed and put together', () => {
    const def = treeStructure(chain(20_000, 1))
    expect(sameDef(def, treeStructure(chain(20_000, 2)))).toBe(true)
    expect(sameDef(def, treeStructure(chain(20_001, 2)))).toBe(false)
    expect(treeLeaves(unflatten(def, [7]))).toEqual([7])
    expect(treeLeaves(treeMap((x) => Number(x) + 1, chain(20_000, 1)))).toEqual([2])
    expect(showDef(treeStructure(chain(2, 1)))).toBe('{ t: [*] }')
  })

  it('are refused where they hold themselves', () => {
    const cyclic: unknown[] = [1]
    cyclic.push({ a: cyclic })
    expect(() => treeLeaves(cyclic)).toThrow(/holds itself/)
  })
})

describe('compiled functions', () => {
  const pair = (scale: number) => {
    const Pair = {
      Pair: class Pair {
        readonly x: unknown
        constructor(x: unknown) {
          this.x = x
        }
      },
    }.Pair
    registerPytreeNode(
      Pair,
      (p) => [[p.x], scale],
      (_, [x]) => new Pair(x),
    )
    return new Pair(np.array([1, 2]))
  }

  it('tell classes of one name apart, and auxiliary data that JSON does not', () => {
    const f = jit((p: unknown) => {
      const [x] = treeLeaves(p as Tensor[])
      return np.multiply(x as Tensor, kinds.indexOf((p as object).constructor) + 1)
    })
    const values = [pair(0), pair(0)]
    const kinds = values.map((p) => p.constructor)
    expect(values.map((p) => (f(p) as Tensor).toArray())).toEqual([
      [1, 2],
      [2, 4],
    ])
    expect(
      sameDef(treeStructure(pair(Number.POSITIVE_INFINITY)), treeStructure(pair(Number.NaN))),
    ).toBe(false)
  })
})

describe('long sorts of several operands', () => {
  it('order as short ones do', () => {
    const n = 5000
    const keys = Float32Array.from({ length: n }, (_, i) => {
      const r = (i * 7919) % 97
      return r === 3
        ? Number.NaN
        : r === 4
          ? -0
          : r === 5
            ? 0
            : r === 6
              ? Number.NEGATIVE_INFINITY
              : r - 48
    })
    const got = np.argsort(np.array(keys)).toArray() as number[]
    const rank = (x: number) => (Number.isNaN(x) ? Number.POSITIVE_INFINITY : x)
    const wanted = [...keys.keys()].sort((a, b) => {
      const [x, y] = [rank(keys[a] as number), rank(keys[b] as number)]
      return x < y ? -1 : x > y ? 1 : a - b
    })
    expect(got).toEqual(wanted)
    const shuffled = random.permutation(random.key(0), 10_000).toArray() as number[]
    expect(new Set(shuffled).size).toBe(10_000)
  })
})
