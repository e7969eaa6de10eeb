import { expect, it } from 'vitest'
import { answer } from './work.ts'
import type { Answer } from './worker.ts'

const start = (): Worker => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })

it('a worker computes the same, and starts threads of its own', async () => {
  const worker = start()
  const told = new Promise<Answer>((done, fail) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => done(data))
    worker.addEventListener('error', ({ message }) => fail(new Error(message)))
  })
  worker.postMessage('begin')
  const { gradients, sharedCalls } = await told
  worker.terminate()
  expect(gradients).toEqual(answer())
  expect(sharedCalls).toBeGreaterThan(0)
})
