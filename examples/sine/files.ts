import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes a file beside its place and then moves it there, so that an old one is never half overwritten. */
export const writeSafely = async (folder: string, name: string, text: string): Promise<string> => {
  await mkdir(folder, { recursive: true })
  const path = join(folder, name)
  const draft = `${path}.${process.pid}.tmp`
  await writeFile(draft, text)
  await rename(draft, path)
  return path
}
