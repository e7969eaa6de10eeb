import { close, compare, type Proof, running } from './compare.ts'
import type { Contender } from './contenders.ts'
import { firstCalls } from './first-calls.ts'
import type { GrowthPoint } from './growth-points.ts'
import { median } from './statistics.ts'
import type { Rounds } from './suite.ts'

export interface GrowthRow extends GrowthPoint {
  readonly contender: string
  /** Median time of the first call in a fresh process: tracing, compiling and one step. */
  readonly firstCallMs: number
  /** Median time of a step thereafter. */
  readonly stepMs: number
}

const rounded = (ms: number): number => Number(ms.toPrecision(4))

/** First call and step of MAML's training at each point, checked against the proofs before it is timed. */
export const measureGrowth = async (
  points: readonly GrowthPoint[],
  all: readonly Contender[],
  prove: (name: string) => Proof,
  { fresh, ...rounds }: Rounds & { readonly fresh: number },
): Promise<readonly GrowthRow[]> => {
  const rows: GrowthRow[] = []
  for (const { innerSteps, tasks } of points) {
    const at = `${innerSteps}-${tasks}`
    const group = running(all)
    const steps = await compare(
      `${innerSteps} inner steps, ${tasks} tasks`,
      `train-${at}`,
      group,
      [prove(`train-${at}`)],
      rounds,
    )
    close(group)
    const calls = await firstCalls(all, `first-${at}`, fresh)
    all.forEach(({ name }, k) => {
      const firstCallMs = rounded(median(calls[k] as readonly number[]))
      const stepMs = rounded((steps.find((row) => row.name === name)?.micros ?? Number.NaN) / 1e3)
      console.log(`  ${name.padEnd(32)} first call ${firstCallMs} ms`)
      rows.push({ contender: name, innerSteps, tasks, firstCallMs, stepMs })
    })
  }
  return rows
}
