import { fileURLToPath } from 'node:url'
import { ModuleKind, ScriptTarget, transpile } from 'typescript'
import type { Plugin } from 'vitest/config'
import { loadRolldown } from '../../bench/support/bundle.ts'
import { readmeProgram } from '../support/readme-program.ts'
import { type Policy, policies } from './policies.ts'

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** README's first program as a module that exports the number that it prints, and the one that README says. */
const programModule = (): string => {
  const { body, printed, promised } = readmeProgram()
  return transpile(`${body}export const [printed, promised] = [${printed}, ${promised}]`, {
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
    load: (id) => (id === programId ? programModule() : undefined),
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
