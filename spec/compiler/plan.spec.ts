import { describe, expect, it } from 'vitest'
import type { Lowered, Step } from '../../src/compiler/block.ts'
import type { Buffer } from '../../src/compiler/kernels.ts'
import { liveness } from '../../src/compiler/liveness.ts'
import { lowerProgram } from '../../src/compiler/lower.ts'
import { isPinned, type Plan, planMemory } from '../../src/compiler/plan.ts'
import { simplify } from '../../src/compiler/simplify.ts'
import { allocate } from '../../src/core/dtype.ts'
import { lax, makeJaxpr, np, type Tensor } from '../../src/index.ts'
import { families } from '../fuzz/families.ts'
import { trials } from '../fuzz/trial.ts'
import { prop } from '../support/prop.ts'
import { firstOverwritten } from './ownership.ts'
import { lower } from './support.ts'

const start = 128

const planned = (lowered: Lowered): Plan => planMemory(lowered, start)

const endOf = (buffer: Buffer, { addresses }: Plan): number =>
  addresses.get(buffer)! + buffer.size * allocate(buffer.dtype, 0).BYTES_PER_ELEMENT

const isApart = (a: Buffer, b: Buffer, plan: Plan): boolean =>
  endOf(a, plan) <= plan.addresses.get(b)! || endOf(b, plan) <= plan.addresses.get(a)!

/** The buffers that the last step reads and makes. */
const lastStep = ({ steps }: Lowered): Extract<Step, { readonly kind: 'loop' | 'data' }> => {
  const step = steps.at(-1)
  if (step?.kind !== 'loop' && step?.kind !== 'data') throw new Error('expected a loop')
  return step
}

describe('the memory plan of random programs', () => {
  describe.each(families.map(({ name }) => name))('%s', (name) => {
    prop(
      'keeps every buffer until its last reader',
      [trials([name])],
      ({ f, inputs }) => {
        const lowered = lowerProgram(simplify(makeJaxpr(f)(inputs).program))
        const plan = planned(lowered)
        expect(firstOverwritten(lowered, plan)).toBeUndefined()
        for (const [buffer, address] of plan.addresses) {
          expect(address % 64).toBe(0)
          expect(address).toBeGreaterThanOrEqual(start)
          expect(endOf(buffer, plan)).toBeLessThanOrEqual(plan.end)
        }
        return true
      },
      { numRuns: 15 },
    )
  })
})

describe('memory', () => {
  it('is reused once nobody reads it', () => {
    const f = (x: Tensor) => {
      let y = x
      for (let i = 0; i < 10; i++) y = np.sort(y.add(1))
      return y
    }
    const lowered = lower(f, np.ones([256]))
    expect(planned(lowered).end - start).toBeLessThanOrEqual(4 * 256 * 4)
  })

  it('of a result is that of an operand which ends with it and is read at the same points', () => {
    const f = (x: Tensor) => np.sin(np.sort(x))
    const lowered = lower(f, np.ones([256]))
    const step = lastStep(lowered)
    if (step.kind !== 'loop') throw new Error('expected a loop')
    const [operand] = step.operands as readonly { readonly buffer: Buffer }[]
    const { addresses } = planned(lowered)
    expect(addresses.get(step.results[0]!.view.buffer)).toBe(addresses.get(operand!.buffer))
  })

  it('of a scatter is that of the array that it changes', () => {
    const f = (x: Tensor) => np.sort(x).at(3).set(7)
    const lowered = lower(f, np.ones([256]))
    const step = lastStep(lowered)
    if (step.kind !== 'data') throw new Error('expected a scatter')
    const { addresses } = planned(lowered)
    expect(addresses.get(step.outputs[0]!.buffer)).toBe(addresses.get(step.inputs[0]!.buffer))
  })

  it.each([
    ['is read in another order', (x: Tensor) => np.sort(x).add(np.flip(np.sort(x)))],
    ['is read later', (x: Tensor) => [np.sort(np.sin(np.sort(x))), np.sort(x)]],
    ['is part of the result', (x: Tensor) => np.concatenate([np.sort(x), np.sort(x)])],
  ] as const)('of an operand is not taken over where it %s', (_, f) => {
    const lowered = lower(f as (x: Tensor) => unknown, np.ones([256]))
    expect(firstOverwritten(lowered, planned(lowered))).toBeUndefined()
  })

  it('of the carry is kept throughout a loop, and so is what each round reads', () => {
    const f = (x: Tensor) => {
      const table = np.sort(x)
      const step = (c: Tensor, u: Tensor) => [np.sort(c.mul(table).add(u)), np.flip(c)] as const
      return lax.scan(step, np.sort(x), np.ones([4, 256]))
    }
    const lowered = lower(f, np.ones([256]))
    expect(firstOverwritten(lowered, planned(lowered))).toBeUndefined()
  })

  it('of literals comes first, and nothing else lies there', () => {
    const lowered = lower((x: Tensor) => np.sort(x.add(3)).at(2).set(5), np.ones([256]))
    const plan = planned(lowered)
    expect(lowered.literals.size).toBeGreaterThan(0)
    for (const [buffer, address] of plan.addresses)
      expect(address < plan.literalsEnd).toBe(lowered.literals.has(buffer))
  })

  it('of large inputs and outputs is theirs alone', () => {
    const f = (x: Tensor, y: Tensor) => {
      const first = np.sort(x)
      return [np.sort(np.sin(first).add(y)), np.cumsum(first)]
    }
    const lowered = lower(f, np.ones([16384]), np.ones([16384]))
    const plan = planned(lowered)
    const kept = [...lowered.inputs, ...lowered.outputs.map(({ buffer }) => buffer)]
    expect(kept.every(isPinned)).toBe(true)
    for (const buffer of kept)
      for (const other of plan.addresses.keys())
        if (other !== buffer) expect(isApart(buffer, other, plan)).toBe(true)
  })
})

describe('liveness', () => {
  it('of what a loop reads from outside lasts until the loop ends', () => {
    const f = (x: Tensor) => {
      const table = np.sort(x)
      const step = (c: Tensor, u: Tensor) => [np.sort(np.sort(c.add(table)).mul(u)), null] as const
      return lax.scan(step, x, np.ones([3, 9]))[0]
    }
    const lowered = lower(f, np.ones([9]))
    const { intervals } = liveness(lowered)
    const [sorted] = lowered.steps.flatMap((step) => (step.kind === 'data' ? step.outputs : []))
    const scan = lowered.steps.find((step) => step.kind === 'scan')!
    const inside = scan.body.flatMap((step) => (step.kind === 'data' ? step.outputs : []))
    const end = intervals.get(sorted!.buffer)!.last
    expect(inside).toHaveLength(2)
    for (const { buffer } of inside) expect(intervals.get(buffer)!.last).toBeLessThan(end)
  })

  it('of inputs begins before the program, used or not', () => {
    const lowered = lower((x: Tensor, y: Tensor) => [np.sin(x), y][0], np.ones([4]), np.ones([4]))
    const { intervals } = liveness(lowered)
    expect(lowered.inputs.map((buffer) => intervals.get(buffer)!.first)).toEqual([-1, -1])
  })
})
