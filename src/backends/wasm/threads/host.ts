/** A worker as the pool needs it. */
export interface WorkerHandle {
  readonly post: (message: unknown) => void
  /** Calls back once if the worker breaks or ends, which it never should. */
  readonly onEnd: (listener: (reason: unknown) => void) => void
}

interface NodeWorker {
  readonly postMessage: (message: unknown) => void
  readonly on: (event: string, listener: (value: unknown) => void) => void
  readonly unref: () => void
}

interface WorkerThreads {
  readonly Worker: new (source: string, options: object) => NodeWorker
  readonly SHARE_ENV: unknown
}

interface Process {
  readonly getBuiltinModule?: (id: string) => unknown
}

/** A module of Node.js, without an import that browsers and bundlers would trip over. */
const builtin = <T>(id: string): T | undefined =>
  (globalThis as { readonly process?: Process }).process?.getBuiltinModule?.(id) as T | undefined

/** Gives a worker's script `receive`, which calls a function with each message from now on, and `leave`. */
const nodePrelude = `const { parentPort } = require('node:worker_threads')
const receive = (listener) => parentPort.on('message', listener)
`
const browserPrelude = `const receive = (listener) => addEventListener('message', (event) => listener(event.data))
`

const startInNode = ({ Worker, SHARE_ENV }: WorkerThreads, script: string): WorkerHandle => {
  // The flags of this process may load hooks for modules, which the script has no use for.
  const worker = new Worker(nodePrelude + script, {
    eval: true,
    execArgv: [],
    env: SHARE_ENV,
    name: 'cotangent',
  })
  worker.unref()
  return {
    post: (message) => worker.postMessage(message),
    onEnd: (listener) => {
      worker.on('error', listener)
      worker.on('exit', (code) => listener(`it ended with code ${String(code)}`))
    },
  }
}

/** What to say of a worker that did not start: browsers tell nothing of a script that they block. */
const reasonOf = ({ message }: { readonly message?: string }): string =>
  message ||
  'the browser blocked or could not start a worker from a blob: URL; allow worker-src blob: and script-src ' +
    "'wasm-unsafe-eval' in the page's Content Security Policy, or call setThreads(1): see docs/csp.md"

const startInBrowser = (script: string): WorkerHandle => {
  const url = URL.createObjectURL(new Blob([browserPrelude, script], { type: 'text/javascript' }))
  const worker = new Worker(url, { type: 'module', name: 'cotangent' })
  return {
    post: (message) => worker.postMessage(message),
    onEnd: (listener) => {
      worker.addEventListener('error', (event) => listener(reasonOf(event)))
      worker.addEventListener('messageerror', () => listener('a worker could not read a message'))
    },
  }
}

/** Starts a worker that runs a script, which may use `receive`. */
export const startWorker = (script: string): WorkerHandle => {
  const threads = builtin<WorkerThreads>('node:worker_threads')
  return threads === undefined ? startInBrowser(script) : startInNode(threads, script)
}

/** Cores that this process may use. */
export const coreCount = (): number => {
  const os = builtin<{ readonly availableParallelism: () => number }>('node:os')
  if (os !== undefined) return os.availableParallelism()
  return typeof navigator === 'undefined' ? 1 : (navigator.hardwareConcurrency ?? 1)
}

/** Whether memory can be shared with workers here. Browsers allow it on pages isolated from other origins. */
export const canShare = (): boolean => {
  if (typeof SharedArrayBuffer === 'undefined' || globalThis.crossOriginIsolated === false)
    return false
  return builtin('node:worker_threads') !== undefined || typeof Worker !== 'undefined'
}

/** Whether this thread may sleep until memory changes, which the main threads of browsers may not. */
export const canSleep = (): boolean => {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0)
    return true
  } catch {
    return false
  }
}
