/** More threads than this are refused. */
export const mostThreads = 64

/** Threads that are used unless asked otherwise, where there are so many cores: memory is shared by all of them. */
export const usualThreads = 8

/** What decides whether work is shared. Times are estimates for one core, in nanoseconds. */
export interface Limits {
  /**
   * Shorter programs run on one thread. A waiting worker takes 17 to 60 µs to wake up, so a program has to last a
   * few times that.
   */
  readonly program: number
  /**
   * For each byte of the results the limit of `program` rises: they take longer to copy from memory that is shared, and the new
   * arrays' garbage is collected by threads that the workers leave no core to.
   */
  readonly byte: number
  /**
   * Shorter kernels run on one thread. A kernel that is shared costs two messages between cores, 0.34 µs, and
   * operands that another core wrote have to come from its cache.
   */
  readonly kernel: number
  /** Pieces that a kernel is cut into take at least this long; taking a piece costs up to 0.1 µs. */
  readonly piece: number
  /** Milliseconds that programs have to run before workers are started for them, which takes 23 to 37. */
  readonly start: number
  /** How many times as long as it took to compile a program has to run before it is compiled for several threads. */
  readonly compile: number
  /** Whether programs go back to one thread where that proves to be faster. */
  readonly adapts: boolean
}

export const usualLimits: Limits = {
  program: 200_000,
  byte: 0.25,
  kernel: 4_000,
  piece: 1_500,
  start: 20,
  compile: 1,
  adapts: true,
}

/**
 * Looks at a word of memory for which the thread that runs a program waits for workers before it goes to sleep: some 30 µs.
 * Between them is a fence, which leaves a core's other thread the execution units for about 10 ns.
 */
export const ownerLooks = 2500

/**
 * The same for workers that wait for the next kernel: some 2 ms. Who sleeps is woken on any core, in virtual machines often on
 * the one that is busy with the program, and only threads that keep running are moved to idle ones.
 */
export const workerLooks = 170_000

/** Milliseconds for which an idle worker looks out for the next call before it goes to sleep. */
export const idleSpin = 2

/** Pieces of each thread's share: what a thread that is late does not take, others take over. */
export const piecesPerShare = 4

/** Programs that workers hold at a time. Those called least recently make room for others. */
export const mostPrograms = 64
