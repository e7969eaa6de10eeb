import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Batch } from './suite.ts'

/**
 * A peer is a child process in any language that lives through a whole comparison. It reads requests
 * from stdin and answers each on stdout, one line of JSON each way:
 *
 * - `{ "name": "maml", "calls": 8 }` → `{ "ms": 12.5 }`: one timed batch, timed by the child itself
 * - `{ "name": "maml" }` → `{ "value": [0.1, 0.2] }`: the result, to agree on before timing
 * - any failure → `{ "error": "…" }`
 *
 * It ends when stdin closes. Lines of stdout that are no JSON are passed on to stderr.
 */
export interface Peer {
  /** One of the peer's cases, for `interleaved`. */
  readonly batch: (name: string) => Batch
  /** The numbers that a case computes. */
  readonly value: (name: string) => Promise<readonly number[]>
  readonly close: () => void
}

interface Request {
  readonly name: string
  readonly calls?: number
}

interface Reply {
  readonly ms?: number
  readonly value?: readonly number[]
  readonly error?: string
}

/** Starts a peer, for example `startPeer('python', ['peers/jax.py'])`. */
export function startPeer(command: string, args: readonly string[], cwd?: string): Peer {
  const child = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = []
  let ended: Error | undefined
  const end = (error: Error): void => {
    ended ??= error
    for (const { reject } of waiting.splice(0)) reject(ended)
  }
  child.on('error', end)
  child.on('close', (code) => end(new Error(`${command}: ended with code ${code}`)))
  // A write to a child that is gone fails here as well; its end is reported above.
  child.stdin.on('error', () => {})
  createInterface({ input: child.stdout }).on('line', (line) => {
    const reply = parse(line)
    if (reply === undefined) process.stderr.write(`${line}\n`)
    else waiting.shift()?.resolve(reply)
  })

  const ask = async (request: Request): Promise<Reply> => {
    if (ended !== undefined) throw ended
    const reply = await new Promise<Reply>((resolve, reject) => {
      waiting.push({ resolve, reject })
      child.stdin.write(`${JSON.stringify(request)}\n`)
    })
    if (reply.error !== undefined) throw new Error(`${command}: ${request.name}: ${reply.error}`)
    return reply
  }
  return {
    batch: (name) => async (calls) => required(await ask({ name, calls }), 'ms'),
    value: async (name) => required(await ask({ name }), 'value'),
    close: () => child.stdin.end(),
  }
}

function parse(line: string): Reply | undefined {
  try {
    const reply: unknown = JSON.parse(line)
    return typeof reply === 'object' && reply !== null ? reply : undefined
  } catch {
    return undefined
  }
}

function required<K extends keyof Reply>(reply: Reply, key: K): NonNullable<Reply[K]> {
  const field = reply[key]
  if (field === undefined || field === null) throw new Error(`peer: the reply has no "${key}"`)
  return field
}

/** The child's side, for peers that run in Node: a file `*.peer.ts` started with `--import tsx`. */
export async function servePeer(
  cases: Readonly<
    Record<string, { readonly batch: Batch; readonly value: () => readonly number[] }>
  >,
): Promise<void> {
  const answer = async ({ name, calls }: Request): Promise<Reply> => {
    const found = cases[name]
    if (found === undefined) return { error: 'no such case' }
    return calls === undefined ? { value: found.value() } : { ms: await found.batch(calls) }
  }
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await answer(JSON.parse(line) as Request).catch((error) => ({
      error: `${error}`,
    }))
    process.stdout.write(`${JSON.stringify(reply)}\n`)
  }
}
