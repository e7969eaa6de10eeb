/**
 * jax-js on the workloads, under its `jit`. Started with the folder where it is installed: `jax-js.peer.ts
 * DIR`. Its results live behind handles, so reading them is part of every call.
 */
import { servePeer } from '../support/peer.ts'
import { served } from '../workloads/case.ts'
import { arrayCases } from './jax-js/arrays.ts'
import { loadJaxJs } from './jax-js/load.ts'
import { mamlCases } from './jax-js/maml.ts'

const [folder] = process.argv.slice(2) as [string]
const jax = await loadJaxJs(folder)
const cases = { ...mamlCases(jax), ...arrayCases(jax) }
await servePeer(
  Object.fromEntries(Object.entries(cases).map(([name, make]) => [name, served(make)])),
)
