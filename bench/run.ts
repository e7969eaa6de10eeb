/**
 * Runs the benchmarks `bench/*.bench.ts`, each in a process of its own, so that none inherits the heap or
 * the optimized code of another. `npm run bench -- matmul` runs those whose name contains `matmul`.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const args = process.argv.slice(2)
const options = args.filter((arg) => arg.startsWith('--'))
const names = args.filter((arg) => !arg.startsWith('--'))

const files = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
  .sort()
if (files.length === 0) console.error(`no benchmark matches ${names.join(', ') || '*.bench.ts'}`)

const failed = files.filter(
  (file) =>
    spawnSync(process.execPath, [...process.execArgv, `${folder}${file}`, ...options], {
      stdio: 'inherit',
    }).status !== 0,
)
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 && files.length > 0 ? 0 : 1
