import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ModuleKind, ScriptTarget, transpile } from 'typescript'
import type { Plugin } from 'vitest/config'
import { loadRolldown } from '../../bench/support/bundle.ts'
import { type Policy, policies } from './policies.ts'

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** README's first program, which ends with the number that it prints, as a module that exports both. */
const readmeProgram = (): string => {
  const [, program] =
    /```ts\n([\s\S]*?)```/.exec(readFileSync(fileAt('../../README.md'), 'utf8')) ?? []
  const lines = (program ?? '').trimEnd().split('\n')
  const last = /^console\.log\((.*)\) \/\/ => ([\d.]+)$/.exec(lines.at(-1) ?? '')
  if (last === null)
    throw new Error(
      "expected README's first program to end with a line 'console.log(…) // => number'",
    )
  const [, printed, promised] = last
  const values = `export const [printed, promised] = [${printed}, ${promised}]`
  return transpile([...lines.slice(0, -1), values].join('\n'), {
    target: ScriptTarget.ES2022,
    module: ModuleKind.ES2022,
  })
}

const programId = '\0readme-program'

/** The bundled program of a page, as an application ships it. */
const bundle = async (): Promise<string> => {
  const { build } = await loadRolldown()
  const { output } = await build({
    input: fileAt('policy-page.ts'),
    write: false,
    platform: 'browser',
    output: { format: 'esm', minify: true },
  })
  return output.map(({ code }) => code).join('\n')
}

/**
 * Serves what the specs load beside themselves: README's program as the module `virtual:readme-program`, and a page under each
 * Content Security Policy at `/policies/<name>/`.
 */
export const pages = (): Plugin => {
  let script: Promise<string> | undefined
  return {
    name: 'pages of the browser specs',
    resolveId: (id) => (id === 'virtual:readme-program' ? programId : undefined),
    load: (id) => (id === programId ? readmeProgram() : undefined),
    configureServer: ({ middlewares }) => {
      middlewares.use('/policies', (request, response, next) => {
        const [, name, file] = (request.url ?? '').split('?')[0]?.split('/') ?? []
        if (name === undefined || !Object.hasOwn(policies, name)) {
          next()
          return
        }
        response.setHeader('Content-Security-Policy', policies[name as Policy])
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
        if (file !== 'page.js') {
          response.setHeader('Content-Type', 'text/html')
          response.end('<!doctype html><script type="module" src="page.js"></script>')
          return
        }
        script ??= bundle()
        script.then((code) => {
          response.setHeader('Content-Type', 'text/javascript')
          response.end(code)
        }, next)
      })
    },
  }
}
