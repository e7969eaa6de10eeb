import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Program } from '../../src/core/program.ts'
import { makeJaxpr } from '../../src/transforms/make-jaxpr.ts'
import { samples } from '../support/samples.ts'
import { floats, operandsOf } from '../support/sampling.ts'

/** Exports of `src/primitives` that are no operations of their own, and why they need no row. */
const excluded: Readonly<Record<string, string>> = {
  gatherP: 'the primitive of gather, which has a row',
  scatterP: 'the primitive of scatter, which has a row',
  noParams: 'a constant',
  commonDtype: 'makes dtype rules',
  elementwiseShape: 'a shape rule',
  alignBatch: 'a part of batching rules',
  elementwise: 'makes primitives',
  jointlyLinear: 'makes primitives',
  linear: 'makes primitives',
  scatterPrimitive: 'makes primitives',
  applyScatter: 'makes the functions of primitives',
  gatherUpdates: 'a part of the rules of scatters',
  fillOf: 'a part of the lowering of gather',
  windowsShape: 'a shape rule',
  sliceSizesOf: 'a shape rule',
  checkIndexing: 'a shape rule',
  withWholeAxis: 'computes parameters',
  withMoreIndices: 'computes parameters',
  withBatchAxis: 'computes parameters',
  fullWindows: 'computes parameters',
  bindCustomLinear: 'what customVjp, which has a row, leaves to be transposed',
  sliceInDim: 'slice of one axis',
  moveAxis: 'transpose of one axis',
  batchToFront: 'transpose or broadcastInDim',
  broadcastTo: 'broadcastInDim to given axes',
  sumTo: 'reduceSum to a scalar or none',
  full: 'broadcastInDim of a literal',
  zerosLike: 'broadcastInDim of a literal',
}

const folder = (name: string): URL => new URL(`../../src/${name}/`, import.meta.url)

/** All exports of a folder's modules, with the module's name. */
const exportsOf = async (
  name: string,
): Promise<readonly (readonly [string, string, unknown])[]> => {
  const files = readdirSync(folder(name)).filter((file) => file.endsWith('.ts'))
  const modules = await Promise.all(
    files.map(async (file) => {
      const found = (await import(new URL(file, folder(name)).href)) as Record<string, unknown>
      return Object.entries(found).map(([key, value]) => [file, key, value] as const)
    }),
  )
  return modules.flat()
}

/** Names of the primitives in a program, at any depth. */
const namesIn = (program: Program): readonly string[] =>
  program.equations.flatMap(({ primitive, params }) => [
    primitive.name,
    ...Object.values(params)
      .flat()
      .filter(
        (value): value is Program =>
          typeof value === 'object' && value !== null && 'equations' in value,
      )
      .flatMap(namesIn),
  ])

describe('the table of samples', () => {
  it('has a row for every operation that src/primitives exports', async () => {
    const missing = (await exportsOf('primitives'))
      .filter(([, name]) => !Object.hasOwn(samples, name) && !Object.hasOwn(excluded, name))
      .map(
        ([file, name]) => `${name} of src/primitives/${file}: add a row to spec/support/samples.ts`,
      )
    expect(missing).toEqual([])
  })

  it('excludes only what exists and has no row', async () => {
    const names = new Set((await exportsOf('primitives')).map(([, name]) => name))
    const stale = Object.keys(excluded).filter(
      (name) => !names.has(name) || Object.hasOwn(samples, name),
    )
    expect(stale).toEqual([])
  })

  it('applies every primitive of src/control', async () => {
    const applied = new Set<string>()
    for (const row of Object.values(samples)) {
      const dtype = (row.dtypes ?? floats)[0] ?? 'float32'
      for (const one of fc.sample(row.sample(dtype), { seed: 1, numRuns: 3 }))
        for (const name of namesIn(makeJaxpr(one.f)(...operandsOf(one, 1)).program))
          applied.add(name)
    }
    const control = (await exportsOf('control')).filter(([, name]) => name.endsWith('P'))
    const missing = control
      .map(([file, , value]) => [file, (value as { readonly name: string }).name] as const)
      .filter(([, name]) => !applied.has(name))
    expect(missing).toEqual([])
    expect(control.length).toBeGreaterThan(4)
  })
})
