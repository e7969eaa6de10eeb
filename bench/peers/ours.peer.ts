/** Ours under `jit`, in a process of its own like the peers: `ours.peer.ts THREADS`. */
import { servePeer } from '../support/peer.ts'
import { useThreads } from '../support/threads.ts'
import { compiled, served } from '../workloads/case.ts'
import { workloads } from '../workloads/index.ts'

useThreads(Number(process.argv[2] ?? 1))
await servePeer(
  Object.fromEntries(
    Object.entries(workloads).map(([name, make]) => [name, served(() => make(compiled))]),
  ),
)
