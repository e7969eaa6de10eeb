/**
 * TensorFlow.js on the workloads. Started with the folder where it is installed and the backend:
 * `tfjs.peer.ts DIR wasm`. Its results live behind handles, so reading them is part of every call.
 */
import { servePeer } from '../support/peer.ts'
import { served } from '../workloads/case.ts'
import { arrayCases } from './tfjs/arrays.ts'
import { loadTf } from './tfjs/load.ts'
import { mamlCases } from './tfjs/maml.ts'

const [folder, backend] = process.argv.slice(2) as [string, string]
const tf = await loadTf(folder, backend)
const cases = { ...mamlCases(tf), ...arrayCases(tf) }
await servePeer(
  Object.fromEntries(Object.entries(cases).map(([name, make]) => [name, served(make)])),
)
