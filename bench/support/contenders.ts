import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleForNode } from './bundle.ts'
import { type Peer, startPeer } from './peer.ts'
import { hasThreads } from './threads.ts'

/** One of the systems compared: ours or a peer. */
export interface Contender {
  readonly name: string
  /** False where its results are known to be wrong: it is timed for scale, with its error beside it. */
  readonly trusted: boolean
  readonly start: () => Peer
}

const folder = fileURLToPath(new URL('../peers/', import.meta.url))
// Ours comes as a bundle, as the peers' packages do: a loader of TypeScript would slow its first call down.
const bundle = await bundleForNode(join(folder, 'ours.peer.ts'))
const ours = (threads: string) => (): Peer => startPeer(process.execPath, [bundle, threads])
const node =
  (script: string, ...args: readonly string[]) =>
  (): Peer =>
    startPeer(process.execPath, ['--import', 'tsx', join(folder, script), ...args])
const python =
  (script: string, ...args: readonly string[]) =>
  (): Peer =>
    startPeer(process.env['JAX_PYTHON'] ?? 'python3', ['-B', join(folder, script), ...args])

const peersFolder = process.env['PEERS_DIR'] ?? '../shared/peers'
const wasmFolder = process.env['NATIVE_WASM_DIR'] ?? ''
const installed = (name: string, dependency: string): string | undefined =>
  existsSync(join(peersFolder, name, 'node_modules', dependency))
    ? undefined
    : `${dependency} is not in ${join(peersFolder, name)} ($PEERS_DIR)`
const noPython =
  process.env['JAX_PYTHON'] === undefined ? 'set JAX_PYTHON to a Python that has it' : undefined

interface Candidate extends Omit<Contender, 'name'> {
  /** Why it cannot take part. */
  readonly missing: string | undefined
}

const candidates = {
  ours: { start: ours('1'), trusted: true, missing: undefined },
  'ours, 2 threads': {
    start: ours('2'),
    trusted: true,
    missing: hasThreads ? undefined : 'there is no setThreads; ours was timed on one thread only',
  },
  'C to wasm': {
    start: node('native-wasm.peer.ts', wasmFolder),
    trusted: true,
    missing: existsSync(join(wasmFolder, 'chain.wasm'))
      ? undefined
      : 'set NATIVE_WASM_DIR to what bench/peers/build-wasm.sh made',
  },
  'JAX, one core': { start: python('jax.peer.py', '1'), trusted: true, missing: noPython },
  'JAX, two cores': {
    start: python('jax.peer.py', '2'),
    trusted: true,
    missing: availableParallelism() < 2 ? 'there is but one core' : noPython,
  },
  NumPy: { start: python('numpy.peer.py'), trusted: true, missing: noPython },
  'tfjs-wasm': {
    start: node('tfjs.peer.ts', join(peersFolder, 'tfjs'), 'wasm'),
    trusted: true,
    missing: installed('tfjs', '@tensorflow/tfjs'),
  },
  'jax-js': {
    start: node('jax-js.peer.ts', join(peersFolder, 'jax-js-perf')),
    trusted: false,
    missing: installed('jax-js-perf', '@jax-js/jax'),
  },
} satisfies Record<string, Candidate>
export type ContenderName = keyof typeof candidates

/** Ours, with one thread and, where it can, two, and those of the peers that are there. */
export const contenders = (peers: readonly ContenderName[]): readonly Contender[] => {
  const names: readonly ContenderName[] = ['ours', 'ours, 2 threads', ...peers]
  return names.flatMap((name) => {
    const { missing, ...rest } = candidates[name]
    if (missing === undefined) return [{ name, ...rest }]
    console.log(`left out ${name}: ${missing}`)
    return []
  })
}
