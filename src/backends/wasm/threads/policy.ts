/** Chooses between one thread and several for the calls of a program, by how long they took. */
export interface Policy {
  /** Whether the next call uses several threads. */
  readonly choose: () => boolean
  /** Tells how many milliseconds a call took. */
  readonly record: (shared: boolean, time: number) => void
}

/** Calls before the first trial; the fastest of them counts, as their code is not optimized yet. */
const firstCalls = 3
/**
 * Milliseconds over which the time of a call is averaged, several of the system's time slices: a worker that another process
 * takes turns with helps for one slice and is missed in the next.
 */
const memory = 40
/** A call on one thread that takes many times as long as usual counts as so many times: something interrupted it. */
const interruption = 8
/** Calls of a trial that count, and milliseconds that they take at least with several threads: some time slices. */
const trialCalls = 4
const sharedTrialTime = 16
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
/** Milliseconds of several threads after which they have proved themselves again. */
const probation = 1000
/** Threads that disappointed so often in a row are tried no more rarely. */
const mostDisappointments = 4

/** Some calls in a row of the way that is not preferred. */
interface Trial {
  calls: number
  time: number
  counted: number
  /** The sum of the times that count. */
  sum: number
}

/**
 * The mean time of a call over the last `memory` milliseconds; of the first calls the least. Time and calls
 * fade alike, so that one long call counts no more than it takes.
 */
const makeMean = () => {
  let calls = 0
  let [sum, weight] = [0, 0]
  let least = Infinity
  return {
    value: (): number => (calls <= firstCalls ? least : sum / weight),
    calls: (): number => calls,
    add: (time: number): void => {
      calls += 1
      least = Math.min(least, time)
      const kept = calls <= firstCalls ? 0 : Math.exp(-time / memory)
      sum = kept * sum + (calls <= firstCalls ? least : time)
      weight = kept * weight + 1
    },
    restart: (mean: number, count: number): void => {
      sum = mean * count
      weight = count
    },
  }
}

/**
 * Prefers what has been faster lately, and tries the other for some calls once in a while, less often the more that costs:
 * whether threads gain depends on the machine and on what else runs there. Several threads that were given up have to win
 * twice to be preferred again, and are tried more rarely each time they disappoint.
 */
export const makePolicy = (): Policy => {
  let prefersShared = true
  const mean = makeMean()
  let trial: Trial | undefined
  /** Trials in a row that changed nothing. */
  let failures = 0
  /** Milliseconds since the last trial, and from when on there may be the next. */
  let since = 0
  let wait = 0
  /** How often several threads were given up without having proved themselves. */
  let disappointments = 0
  /** Whether several threads won their last trial, but not the one before. */
  let hasWon = false

  const usual = (time: number): void => {
    since += time
    if (prefersShared && since > probation) disappointments = 0
    mean.add(prefersShared ? time : Math.min(time, interruption * mean.value()))
  }

  const prefer = (shared: boolean, time: number, calls: number): void => {
    prefersShared = shared
    if (!shared) disappointments = Math.min(disappointments + 1, mostDisappointments)
    mean.restart(time, calls)
    failures = 0
    hasWon = false
  }

  const end = ({ sum, counted, time, calls }: Trial): void => {
    const usualTime = mean.value()
    const each = sum / counted
    const loss = Math.max(time - calls * usualTime, leastLoss * time)
    const isBetter = each < better * usualTime
    const needsMore = isBetter && !prefersShared && disappointments > 0 && !hasWon
    if (isBetter && !needsMore) prefer(!prefersShared, each, counted)
    else hasWon = needsMore
    wait = loss / Math.max(firstLoss / (1 + failures), lastLoss)
    if (!prefersShared && !needsMore) wait *= 2 ** Math.max(disappointments - 1, 0)
    failures += 1
    trial = undefined
    since = 0
  }

  const tried = (running: Trial, time: number): void => {
    running.calls += 1
    running.time += time
    const isLong =
      running.time >= trialTime || (prefersShared && time > interruption * mean.value())
    const settling = prefersShared ? 0 : settlingTime
    const isSettled = running.calls > settlingCalls && running.time - time >= settling
    if (!isSettled && !isLong) return
    running.counted += 1
    running.sum += time
    const hasSeen =
      running.counted >= trialCalls && (prefersShared || running.sum >= sharedTrialTime)
    if (isLong || hasSeen) end(running)
  }

  return {
    choose: () => {
      if (trial === undefined && mean.calls() >= firstCalls && since >= wait)
        trial = { calls: 0, time: 0, counted: 0, sum: 0 }
      return (trial !== undefined) !== prefersShared
    },
    record: (shared, time) => {
      if (shared === prefersShared) usual(time)
      else if (trial !== undefined) tried(trial, time)
    },
  }
}
