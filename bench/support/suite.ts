import Benchmark from 'benchmark'
import { median, quantile } from './statistics.ts'

/** `npm run bench:quick`: shorter runs, for a look and never for a published number. */
const quick = process.argv.includes('--quick')

/**
 * Holds the last result, so that the engine cannot drop the work that is timed.
 *
 * @public
 */
export let sink: unknown

export interface Row {
  readonly name: string
  /** Median time of a call, in microseconds. */
  readonly micros: number
  /** Half-width of the mean's 95 % confidence interval, in percent. */
  readonly rme: number
}

/** A relative margin of error above which a number is not fit to be published, in percent. */
const steady = 5

/**
 * Answers one question by timing its variants one after the other with benchmark.js. The variants
 * close over their inputs: benchmark.js would decompile them if it were given setup or teardown.
 */
export function suite(
  question: string,
  variants: Readonly<Record<string, () => unknown>>,
): readonly Row[] {
  console.log(question)
  return Object.entries(variants).map(([name, run]) => {
    const fn = () => {
      sink = run()
    }
    const bench = new Benchmark(name, fn, { maxTime: quick ? 0.5 : 5 }).run()
    if (bench.error !== undefined) throw bench.error
    const row = { name, micros: median(bench.stats.sample) * 1e6, rme: bench.stats.rme }
    const remark = row.rme > steady ? '  unsteady: do not publish' : ''
    console.log(
      `  ${name.padEnd(32)} ${row.micros.toPrecision(4)} µs ±${row.rme.toFixed(1)} %${remark}`,
    )
    return row
  })
}

/** Runs a batch of calls and returns the milliseconds that all of them took. */
export type Batch = (calls: number) => number | Promise<number>

/** A batch of a function of this process. */
export const batchOf =
  (run: () => unknown): Batch =>
  (calls) => {
    const start = performance.now()
    for (let i = 0; i < calls; i++) sink = run()
    return performance.now() - start
  }

export interface Comparison {
  readonly name: string
  /** Median time of a call, in microseconds. */
  readonly micros: number
  /** Median over the rounds of this variant's time divided by the first one's. */
  readonly ratio: number
  /** The quartiles of those ratios. */
  readonly spread: readonly [number, number]
}

export interface Rounds {
  readonly rounds?: number
  /** How long a variant's batch of calls lasts in each of them. */
  readonly batchMs?: number
  /** How long each variant runs before that: engines optimize code while it runs. */
  readonly warmMs?: number
}

/**
 * Times variants in alternating rounds and compares each with the first. A round lasts a fraction of
 * a second, so load of the machine and its clock's drift hit all variants alike and cancel in the ratio.
 */
export async function interleaved(
  question: string,
  variants: Readonly<Record<string, Batch>>,
  { rounds = quick ? 7 : 31, batchMs = quick ? 10 : 40, warmMs = quick ? 200 : 1000 }: Rounds = {},
): Promise<readonly Comparison[]> {
  const entries: { name: string; batch: Batch; calls: number; times: number[] }[] = []
  for (const [name, batch] of Object.entries(variants)) {
    entries.push({ name, batch, calls: await callsFor(batch, batchMs, warmMs), times: [] })
  }
  for (let round = 0; round < rounds; round++) {
    // Each goes first in its turn; in a reversed order the outer ones would follow themselves, with warm caches.
    const first = round % entries.length
    for (const { batch, calls, times } of [...entries.slice(first), ...entries.slice(0, first)]) {
      times.push((await batch(calls)) / calls)
    }
  }
  console.log(question)
  return entries.map(({ name, times }) => {
    const ratios = times.map((time, round) => time / entries[0]!.times[round]!)
    const spread = [quantile(ratios, 0.25), quantile(ratios, 0.75)] as const
    const row = { name, micros: median(times) * 1e3, ratio: median(ratios), spread }
    const [low, high] = spread.map((ratio) => ratio.toFixed(3))
    console.log(
      `  ${name.padEnd(32)} ${row.micros.toPrecision(4)} µs  ×${row.ratio.toFixed(3)} [${low}, ${high}]`,
    )
    return row
  })
}

/** Doubles a batch until it lasts long enough to be timed, and repeats it until the code is warm. */
async function callsFor(batch: Batch, batchMs: number, warmMs: number): Promise<number> {
  let calls = 1
  let ms = await batch(calls)
  for (let total = ms; ms < batchMs / 2 || total < warmMs; total += ms) {
    if (ms < batchMs / 2) calls *= 2
    ms = await batch(calls)
  }
  return Math.max(1, Math.round((calls * batchMs) / ms))
}
