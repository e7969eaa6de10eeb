import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { devicePut, jit, type Tensor, withDevice } from '../../src/index.ts'
import { families } from '../fuzz/families.ts'
import { type Trial, trials } from '../fuzz/trial.ts'
import { checkProgram } from '../jax/support/check.ts'
import { readFixture } from '../jax/support/data.ts'
import type { Program } from '../jax/support/language.ts'
import { seed } from '../support/prop.ts'
import { makeToy } from './toy.ts'

const runs = 10

/** Devices that read asynchronously, with kernels of their own and without. */
const toys = [makeToy('compiling').device, makeToy('running', { runs: true }).device]

const bits = (tensors: readonly { readonly data: ArrayLike<number> }[]) =>
  tensors.map(({ data }) => [...Array.from(data)])

const compare = async ({ f, inputs, text }: Trial): Promise<void> => {
  for (const way of [f, jit(f)]) {
    const expected = withDevice('ndarray', () => way(inputs).map((y) => ({ data: y.data() })))
    for (const device of toys) {
      const results = way(inputs.map((x) => devicePut(x, device)))
      const placed = results.map((y) => y.device)
      const found = await Promise.all(results.map(async (y) => ({ data: await y.readAsync() })))
      expect(bits(found), `${text}\non ${device.name}`).toEqual(bits(expected))
      // What depends on no input is where it was.
      for (const each of placed) expect([device.name, 'wasm']).toContain(each.name)
    }
  }
}

describe('random programs under random transforms give on a device what they give on the host', () => {
  it.each(families.map(({ name }) => name))('%s', async (name) => {
    await fc.assert(fc.asyncProperty(trials([name]), compare), { seed, numRuns: runs })
  })
})

describe('programs of JAX give on a device what JAX gives', () => {
  const boxed = makeToy('boxed', { readable: true }).device
  const onBoxed =
    (f: (...xs: never[]) => unknown) =>
    (...xs: readonly unknown[]): unknown =>
      f(...(devicePut(xs, boxed) as readonly Tensor[] as never[]))
  it.each(['pointwise', 'indexing', 'linalg', 'control', 'custom', 'nested'])('%s', (family) => {
    const { programs } = readFixture<{ readonly programs: readonly Program[] }>(
      `programs-${family}`,
    )
    for (const program of programs) checkProgram(program, (f) => onBoxed(f as never) as typeof f)
  })
})
