import { idleWord } from '../control/idle-keys.ts'
import { KeyReuseError } from '../core/errors.ts'
import { boundedMap, getOrCreate } from '../core/maps.ts'
import type { Tensor } from '../core/tensor.ts'

/** The use of a key: by which function, and an error whose stack says where. */
export interface KeyUse {
  readonly by: string
  readonly at: Error
}

interface KeyRecord {
  use: KeyUse | null
}

/** How many keys are remembered by their words, before the oldest are forgotten. */
const maxKeys = 100_000

/** Which keys of some program are used. */
export interface KeyRecords {
  /** Remembers keys that were made, by a seed or from another key: they are not used yet. */
  readonly make: (keys: Tensor) => void
  /** Remembers a use of keys. Throws where one is used already. */
  readonly use: (keys: Tensor, use: KeyUse) => void
}

/**
 * Records of keys. A tensor that holds one key is told by what made it, so that two keys of one seed are two; rows of
 * keys, and what was computed from keys, by their words.
 */
export const keyRecords = (): KeyRecords => {
  const byTensor = new WeakMap<Tensor, KeyRecord>()
  const byWords = boundedMap<string, KeyRecord>(maxKeys)
  const fresh = (): KeyRecord => ({ use: null })

  const wordsOf = (keys: Tensor): readonly string[] => {
    const data = keys.data()
    const words: string[] = []
    for (let i = 0; i < data.length; i += 2)
      if (data[i] !== idleWord || data[i + 1] !== idleWord) words.push(`${data[i]} ${data[i + 1]}`)
    return words
  }
  return {
    make: (keys) => {
      const record = fresh()
      if (keys.ndim === 1) byTensor.set(keys, record)
      for (const words of wordsOf(keys))
        if (keys.ndim === 1) byWords.set(words, record)
        else if (byWords.get(words) !== undefined) byWords.set(words, fresh())
    },
    use: (keys, use) => {
      const known = byTensor.get(keys)
      const records = known
        ? [known]
        : wordsOf(keys).map((words) => getOrCreate(byWords, words, fresh))
      // Keys that are equal in one batch are one key, mapped over.
      for (const { use: first } of records)
        if (first !== null) throw new KeyReuseError(use.by, first.by, first.at)
      for (const record of records) record.use = use
    },
  }
}
