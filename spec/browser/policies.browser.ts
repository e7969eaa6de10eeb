import { beforeAll, describe, expect, it } from 'vitest'
import type { Policy, Report } from './policies.ts'
import { results } from './policy-programs.ts'

/** Loads the page under a policy in a frame, and waits for what it tells. */
const reportUnder = async (policy: Policy): Promise<Report> => {
  const frame = document.createElement('iframe')
  const told = new Promise<Report>((done) => {
    addEventListener('message', function listen({ source, data }: MessageEvent<Report>) {
      if (source !== frame.contentWindow) return
      removeEventListener('message', listen)
      done(data)
    })
  })
  frame.src = `/policies/${policy}/`
  document.body.append(frame)
  try {
    return await told
  } finally {
    frame.remove()
  }
}

let expected: readonly string[]
beforeAll(async () => {
  expected = await results()
})

describe('a Content Security Policy', () => {
  it('may forbid code from text, which costs nothing but a word', async () => {
    const report = await reportUnder('strict')
    expect(report.mayGenerateCode).toBe(false)
    expect(report.mayCompile).toBe(true)
    expect(report.results).toEqual(expected)
    expect(report.warnings.join('\n')).toContain("script-src without 'unsafe-eval'")
    expect(report.warnings.length).toBe(1)
  })

  it('may forbid workers: programs run on one thread, and a warning says what to allow', async () => {
    const report = await reportUnder('withoutWorkers')
    expect(report.results).toEqual(expected)
    const blocked = report.warnings.filter((warning) => warning.includes('on one thread'))
    expect(blocked.length).toBe(1)
    expect(blocked[0]).toContain('worker-src blob:')
  })

  it('may forbid WebAssembly: programs run in plain loops, and a warning says so', async () => {
    const report = await reportUnder('withoutWebAssembly')
    expect(report.mayCompile).toBe(false)
    expect(report.results.length).toBe(expected.length)
    report.results.slice(0, -1).forEach((result, i) => {
      expect(result).toBe(expected[i])
    })
    expect(report.warnings.join('\n')).toContain('WebAssembly')
    expect(report.warnings.length).toBe(2)
  })
})
