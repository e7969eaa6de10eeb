import type { Contender } from './contenders.ts'
import { relativeError } from './maml.ts'
import type { Peer } from './peer.ts'
import { type Comparison, interleaved, type Rounds } from './suite.ts'

/** A contender whose process runs. */
export interface Running extends Omit<Contender, 'start'> {
  readonly peer: Peer
}

export const running = (contenders: readonly Contender[]): readonly Running[] =>
  contenders.map(({ start, ...rest }) => ({ ...rest, peer: start() }))

export const close = (group: readonly Running[]): void => {
  for (const { peer } of group) peer.close()
}

/** What a contender's numbers of a case must be, and how far they may be off, relative to the largest. */
export interface Proof {
  readonly name: string
  readonly reference: readonly number[]
  readonly tolerance: number
}

/** The contenders that agree with float64, or are known not to; throws for one that should and does not. */
export const agreeing = async (
  group: readonly Running[],
  { name, reference, tolerance }: Proof,
): Promise<readonly Running[]> => {
  const kept: Running[] = []
  for (const contender of group) {
    const value = await contender.peer.value(name).catch((error: Error) => error)
    if (value instanceof Error) {
      const absent = value.message.includes('no such case')
      if (contender.trusted && !absent) throw value
      console.log(`  ${contender.name}: ${absent ? `has no ${name}` : value.message}`)
      continue
    }
    const error = relativeError(value, reference)
    const right = error <= tolerance
    if (!right && contender.trusted)
      throw new Error(`${name}: ${contender.name} is ${error} off float64`)
    const remark = right ? '' : ': WRONG, timed for scale only'
    console.log(`  ${contender.name}: ${name} ${error.toExponential(1)} off float64${remark}`)
    kept.push(contender)
  }
  return kept
}

/** Checks every proof, then times a case of those that passed, in one interleaved run. */
export const compare = async (
  question: string,
  name: string,
  group: readonly Running[],
  proofs: readonly Proof[],
  rounds?: Rounds,
): Promise<readonly Comparison[]> => {
  let kept = group
  for (const proof of proofs) kept = await agreeing(kept, proof)
  const batches = kept.map((contender) => [contender.name, contender.peer.batch(name)] as const)
  return interleaved(question, Object.fromEntries(batches), rounds)
}
