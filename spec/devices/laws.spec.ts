import { afterAll, beforeAll } from 'vitest'
import { setDefaultDevice } from '../../src/index.ts'
import { makeToy } from './toy.ts'

// The laws, on a device whose values nobody else sees. Those of shapes look into buffers themselves.
const { device } = makeToy('boxed', { readable: true, runs: true })
beforeAll(() => setDefaultDevice(device))
afterAll(() => setDefaultDevice('wasm'))

await import('../laws/derivatives.spec.ts')
await import('../laws/jit.spec.ts')
await import('../laws/vmap.spec.ts')
