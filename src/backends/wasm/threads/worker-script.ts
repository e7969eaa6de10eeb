import * as control from './control.ts'
import { doneAt } from './header.ts'
import { idleSpin } from './limits.ts'

/**
 * What workers run: they load programs as messages tell them to, and help with the one that is called. While they
 * wait for a call they receive no messages, so they go back to the event loop when a counter says that one
 * was posted. It is text, as workers start alike from sources, from a package and from a bundle.
 */
export const workerScript: string = `
const programs = new Map()
let words
let thread
let own
let received = 0
let seen = 0

const load = ({ id, slot, module, memory, scratch }) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  programs.set(id, { work: exports.work, memory, scratch: scratch[thread] })
  Atomics.store(words, own + ${control.slots} + slot, id)
}

const fail = (error, memory) => {
  Atomics.store(words, ${control.failed}, 1)
  if (memory) {
    const header = new Int32Array(memory.buffer)
    Atomics.add(header, ${doneAt / 4}, 1 << 30)
    Atomics.notify(header, ${doneAt / 4})
  }
  throw error
}

const help = () => {
  const id = Atomics.load(words, ${control.called})
  const program = programs.get(id)
  if (program === undefined || thread >= Atomics.load(words, ${control.threads})) return
  try {
    program.work(thread, id, program.scratch)
  } catch (error) {
    fail(error, program.memory)
  }
}

const serve = () => {
  let end = performance.now() + ${idleSpin}
  while (Atomics.load(words, own + ${control.mail}) === received) {
    const job = Atomics.load(words, ${control.job})
    if (job !== seen) {
      seen = job
      help()
      end = performance.now() + ${idleSpin}
    } else if (performance.now() > end) {
      Atomics.add(words, ${control.sleepers}, 1)
      Atomics.wait(words, ${control.job}, seen)
      Atomics.sub(words, ${control.sleepers}, 1)
    }
  }
}

receive((message) => {
  received += 1
  if (message.words !== undefined) {
    words = message.words
    thread = message.thread
    own = message.own
    Atomics.store(words, own + ${control.runs}, 1)
  } else if (message.module !== undefined) {
    try {
      load(message)
    } catch (error) {
      fail(error)
    }
  } else programs.delete(message.id)
  serve()
})
`
