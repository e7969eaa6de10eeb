/** Chooses between one thread and several for the calls of a program, by how long they took. */
export interface Policy {
  /** Whether the next call uses several threads. */
  readonly choose: () => boolean
  /** Tells how many milliseconds a call took. */
  readonly record: (shared: boolean, time: number) => void
}

/** Calls of each kind before one is preferred, by the fastest of them. */
const firstCalls = 3
/** Weight of a new time beside those before, of the kind that is in use, and of the other. */
const weight = 1 / 16
const rareWeight = 1 / 2
/** A call that takes many times as long as usual counts as so many times: something interrupted it. */
const interruption = 8
/** The other kind is preferred when it takes this part of the time. */
const better = 0.97
/** Part of the run time that may be lost by trying the other kind again. */
const trials = 0.01
/** A trial counts as losing at least this part of a call. */
const leastLoss = 0.1

/**
 * Prefers what has been faster lately, and tries the other once in a while, less often the more that costs: whether
 * threads gain depends on the machine and on what else runs there.
 */
export const makePolicy = (): Policy => {
  const means: [number, number] = [0, 0]
  const counts: [number, number] = [0, 0]
  let preferred: 0 | 1 = 1
  let sinceTrial = 0
  return {
    choose: () => {
      const [single, shared] = counts
      if (single < firstCalls || shared < firstCalls) return shared <= single
      const other = preferred === 1 ? 0 : 1
      const loss = Math.max(means[other] - means[preferred], leastLoss * means[preferred])
      return (sinceTrial * trials >= loss ? other : preferred) === 1
    },
    record: (shared, time) => {
      const kind = shared ? 1 : 0
      const calls = ++counts[kind]
      if (calls <= firstCalls) {
        // The very first ones run code that is not optimized yet.
        means[kind] = calls === 1 ? time : Math.min(means[kind], time)
      } else {
        const part = kind === preferred ? weight : rareWeight
        const counted = Math.min(time, interruption * means[kind])
        means[kind] += part * (counted - means[kind])
        sinceTrial = kind === preferred ? sinceTrial + time : 0
      }
      if (counts[0] < firstCalls || counts[1] < firstCalls) return
      const other = preferred === 1 ? 0 : 1
      if (means[other] < better * means[preferred]) preferred = other
    },
  }
}
