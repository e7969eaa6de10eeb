import { warnOnce } from '../../../core/warn.ts'
import * as control from './control.ts'
import { startWorker, type WorkerHandle } from './host.ts'
import { mostPrograms } from './limits.ts'
import { workerScript } from './worker-script.ts'

/** What a worker needs to help with a program. */
export interface Loadable {
  /** @internal */
  readonly module: WebAssembly.Module
  /** @internal */
  readonly memory: WebAssembly.Memory
  /** The address of each thread's scratch memory. */
  readonly scratch: readonly number[]
}

/** A program as the pool knows it. It holds neither code nor memory, which are collected with the program. */
export interface Enlisted {
  readonly id: number
  /** Its place in the workers, if it has one. */
  slot: number | undefined
  /** How many workers were told to load it. */
  posted: number
}

const words = (() => {
  let made: Int32Array | undefined
  return (): Int32Array => {
    made ??= new Int32Array(new SharedArrayBuffer(4 * control.words))
    return made
  }
})()

const workers: WorkerHandle[] = []
/** Programs that workers hold, the one called least recently first. */
const held = new Set<Enlisted>()
let lastId = 0
let isBroken = false

const wake = (): void => {
  Atomics.add(words(), control.job, 1)
  if (Atomics.load(words(), control.sleepers) > 0) Atomics.notify(words(), control.job)
}

/** Posts a message to the worker of a thread, which leaves its waiting when it is counted. */
const post = (thread: number, message: unknown): void => {
  Atomics.add(words(), control.wordsAt(thread) + control.mail, 1)
  Atomics.store(words(), control.called, 0)
  wake()
  workers[thread - 1]!.post(message)
}

/** Does without workers from now on. */
export const giveUp = (reason: unknown): void => {
  if (isBroken) return
  isBroken = true
  warnOnce(
    'threads',
    () => `programs run on one thread from now on, as sharing them failed: ${reason}`,
  )
}

/** Whether workers can be used; says so once if they cannot. */
export const isUsable = (): boolean => {
  if (!isBroken && workers.length > 0 && Atomics.load(words(), control.failed) !== 0)
    giveUp('a worker could not run a program')
  return !isBroken
}

/** Sees to it that workers run, or start, for so many threads. */
export const startWorkers = (threads: number): void => {
  try {
    while (workers.length < threads - 1 && !isBroken) {
      const worker = startWorker(workerScript)
      worker.onEnd(giveUp)
      workers.push(worker)
      const thread = workers.length
      post(thread, { words: words(), thread, own: control.wordsAt(thread) })
    }
  } catch (error) {
    giveUp(error)
  }
}

const forget = (program: Enlisted): void => {
  held.delete(program)
  if (!isBroken)
    for (let thread = 1; thread <= program.posted; thread++) post(thread, { id: program.id })
  program.slot = undefined
  program.posted = 0
}

const freeSlot = (): number => {
  if (held.size >= mostPrograms) forget(held.values().next().value!)
  const taken = new Set([...held].map(({ slot }) => slot))
  let slot = 0
  while (taken.has(slot)) slot += 1
  return slot
}

/** Made when it is needed, as some edge workers have none. */
let collected: FinalizationRegistry<Enlisted> | undefined

/** Makes a program known to the pool, for as long as `owner` is not collected. */
export const enlist = (owner: WeakKey): Enlisted => {
  const program: Enlisted = { id: ++lastId, slot: undefined, posted: 0 }
  collected ??= new FinalizationRegistry(forget)
  collected.register(owner, program)
  return program
}

/** How many of so many threads have loaded a program and wait for its calls; tells the others to load it. */
export const readyThreads = (program: Enlisted, loadable: Loadable, threads: number): number => {
  const most = Math.min(threads, workers.length + 1)
  if (program.posted < most - 1) {
    program.slot ??= freeSlot()
    while (program.posted < most - 1) {
      const { slot, id } = program
      program.posted += 1
      post(program.posted, { id, slot, ...loadable })
    }
  }
  held.delete(program)
  held.add(program)
  let ready = 1
  const place = control.slots + program.slot!
  while (ready < most && Atomics.load(words(), control.wordsAt(ready) + place) === program.id)
    ready += 1
  return ready
}

/** Tells workers that a program is being run by so many threads. */
export const announce = ({ id }: Enlisted, threads: number): void => {
  Atomics.store(words(), control.called, id)
  Atomics.store(words(), control.threads, threads)
  wake()
}
