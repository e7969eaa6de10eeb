/** Chooses between one thread and several for the calls of a program, by how long they took. */
export interface Policy {
  /** Whether the next call uses several threads. */
  readonly choose: () => boolean
  /** Tells how many milliseconds a call took. */
  readonly record: (shared: boolean, time: number) => void
}

/** Calls before the first trial; the fastest of them counts, as their code is not optimized yet. */
const firstCalls = 3
/** Weight of a new time beside those before. */
const weight = 1 / 16
/** A call that takes many times as long as usual counts as so many times: something interrupted it. */
const interruption = 8
/** Calls of a trial that count. */
const trialCalls = 4
/**
 * Calls of a trial before those, and milliseconds that they take at least with several threads: workers wake up, caches fill,
 * and the system moves threads apart that it woke on one core.
 */
const settlingCalls = 2
const settlingTime = 10
/** Milliseconds after which a trial has seen enough, where calls are long. */
const trialTime = 50
/** The other way is preferred when it takes this part of the time. */
const better = 0.97
/** Part of the run time that trials may lose, at first and after many that changed nothing. */
const firstLoss = 0.04
const lastLoss = 0.01
/** A trial counts as losing at least this part of its time. */
const leastLoss = 0.1

/** Some calls in a row of the way that is not preferred. */
interface Trial {
  calls: number
  time: number
  counted: number
  /** The sum of the times that count. */
  sum: number
}

/**
 * Prefers what has been faster lately, and tries the other for some calls once in a while, less often the more that costs:
 * whether threads gain depends on the machine and on what else runs there.
 */
export const makePolicy = (): Policy => {
  let prefersShared = true
  /** How long a call takes that is preferred. */
  let mean = Infinity
  let calls = 0
  let trial: Trial | undefined
  /** Trials in a row that changed nothing. */
  let failures = 0
  /** Milliseconds since the last trial, and from when on there may be the next. */
  let since = 0
  let wait = 0

  const usual = (time: number): void => {
    calls += 1
    since += time
    if (calls <= firstCalls) mean = Math.min(mean, time)
    else mean += weight * (Math.min(time, interruption * mean) - mean)
  }

  const end = (ended: Trial): void => {
    const time = ended.sum / ended.counted
    const loss = Math.max(ended.time - ended.calls * mean, leastLoss * ended.time)
    if (time < better * mean) {
      prefersShared = !prefersShared
      mean = time
      failures = 0
    }
    wait = loss / Math.max(firstLoss / (1 + failures), lastLoss)
    failures += 1
    trial = undefined
    since = 0
  }

  const tried = (running: Trial, time: number): void => {
    running.calls += 1
    running.time += time
    const isLong = running.time >= trialTime || time > interruption * mean
    const settling = prefersShared ? 0 : settlingTime
    const isSettled = running.calls > settlingCalls && running.time - time >= settling
    if (!isSettled && !isLong) return
    running.counted += 1
    running.sum += time
    if (isLong || running.counted === trialCalls) end(running)
  }

  return {
    choose: () => {
      if (trial === undefined && calls >= firstCalls && since >= wait)
        trial = { calls: 0, time: 0, counted: 0, sum: 0 }
      return (trial !== undefined) !== prefersShared
    },
    record: (shared, time) => {
      if (shared === prefersShared) usual(time)
      else if (trial !== undefined) tried(trial, time)
    },
  }
}
