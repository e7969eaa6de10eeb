import { readFileSync } from 'node:fs'

/** README's first program, which ends with a line that prints a number. */
export interface ReadmeProgram {
  /** All of it. */
  readonly code: string
  /** All before the last line. */
  readonly body: string
  /** The expression that the last line prints, and what README says it is, rounded. */
  readonly printed: string
  readonly promised: number
}

export const readmeProgram = (): ReadmeProgram => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
  const code = program.trimEnd()
  const [, body, printed, promised] =
    /^([\s\S]*\n)console\.log\((.*)\) \/\/ => ([\d.]+)$/.exec(code) ?? []
  if (body === undefined || printed === undefined)
    throw new Error(
      "expected README's first program to end with a line 'console.log(…) // => number'",
    )
  return { code, body, printed, promised: Number(promised) }
}
