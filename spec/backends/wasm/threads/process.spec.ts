import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const script = fileURLToPath(new URL('./child.ts', import.meta.url))

const runChild = (how: string): Promise<{ code: number | null; out: string; err: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, how], { timeout: 25_000 })
    let out = ''
    let err = ''
    child.stdout.on('data', (data) => {
      out += data
    })
    child.stderr.on('data', (data) => {
      err += data
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })

it('lets the process end while workers wait', async () => {
  expect(await runChild('working')).toEqual({ code: 0, out: 'same shared\n', err: '' })
})

it.each([
  ['no-worker', 'no threads today'],
  ['broken-script', 'broken script'],
  ['blocked-script', 'allow worker-src blob:'],
])('falls back to one thread, saying so once: %s', async (how, reason) => {
  const { code, out, err } = await runChild(how)
  expect({ code, out }).toEqual({ code: 0, out: 'same alone\n' })
  expect(err.match(/cotangent: programs run on one thread from now on/g)).toHaveLength(1)
  expect(err).toContain(reason)
})
