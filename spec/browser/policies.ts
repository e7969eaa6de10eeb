/** Content Security Policies of pages on which the package is tried. */
export const policies = {
  strict: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:",
  withoutWorkers: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
  withoutWebAssembly: "default-src 'none'; script-src 'self'",
} as const

export type Policy = keyof typeof policies

/** What a page tells of itself. */
export interface Report {
  /** Results of its programs as text, or the error that came instead. */
  readonly results: readonly string[]
  /** What it said on the console. */
  readonly warnings: readonly string[]
  readonly mayGenerateCode: boolean
  readonly mayCompile: boolean
}
