import * as cotangent from '../../src/index.ts'

const { setThreads } = cotangent as { readonly setThreads?: (count: number) => unknown }

/** Whether ours can compute with several threads. */
export const hasThreads = setThreads !== undefined

/** Chooses how many threads ours computes with. */
export const useThreads = (count: number): void => {
  if (setThreads !== undefined) setThreads(count)
  else if (count !== 1) throw new Error(`cannot compute with ${count} threads yet`)
}
