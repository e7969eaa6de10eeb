import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { either as E } from 'fp-ts'

/** Makes a folder to write to, before the work whose results go there; the reason if that fails. */
export const makeFolder = (folder: string): Promise<E.Either<string, void>> =>
  mkdir(folder, { recursive: true }).then(
    () => E.right(undefined),
    (error: Error) => E.left(error.message),
  )

/** Writes a file beside its place and then moves it there, so that an old one is never half overwritten. */
export const writeSafely = async (folder: string, name: string, text: string): Promise<string> => {
  const path = join(folder, name)
  const draft = `${path}.${process.pid}.tmp`
  await writeFile(draft, text)
  await rename(draft, path)
  return path
}
