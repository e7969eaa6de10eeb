import type { Contender } from './contenders.ts'

/** Milliseconds of a first call, each in a fresh process: for each contender as many as there are rounds. */
export const firstCalls = async (
  contenders: readonly Pick<Contender, 'start'>[],
  name: string,
  rounds: number,
): Promise<readonly (readonly number[])[]> => {
  const times = contenders.map((): number[] => [])
  for (let round = 0; round < rounds; round++)
    for (const [k, { start }] of contenders.entries()) {
      const peer = start()
      times[k]?.push(await peer.batch(name)(1))
      peer.close()
    }
  return times
}
