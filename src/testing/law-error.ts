import { CotangentError } from '../core/errors.ts'

/** A law that does not hold: what it is, where it fails, and by which numbers. */
export class LawError extends CotangentError {
  override readonly name = 'LawError'
  /** The leaf at which it fails, e.g. `args[0].w`. */
  readonly path: string
  readonly expected: number
  readonly got: number

  constructor(law: string, what: string, path: string, expected: number, got: number) {
    super(law, `expected ${expected}, got ${got} ${what} at ${path}`)
    this.path = path
    this.expected = expected
    this.got = got
  }
}
