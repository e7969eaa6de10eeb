import fc from 'fast-check'
import * as fpts from 'fp-ts'
import * as fp from '../../../src/fp/index.ts'
import * as cotangent from '../../../src/index.ts'
import * as testing from '../../../src/testing/index.ts'
import type { Snippet } from './extract.ts'
import type { Scope } from './run.ts'

type Module = Readonly<Record<string, unknown>>

/** What a source exports, for the examples of what is not public. */
const exportsOf = async (file: string): Promise<Module> =>
  file.startsWith('src/')
    ? ((await import(
        /* @vite-ignore */ new URL(`../../../${file}`, import.meta.url).href
      )) as Module)
    : {}

const modules: Scope['modules'] = {
  cotangent,
  'cotangent/fp': fp,
  'cotangent/testing': testing,
  'fp-ts': fpts,
  'fast-check': { ...fc, default: fc },
}

// JavaScript reserves the other names of fp-ts's modules.
const { const: _const, function: F, void: _void, ...fptsNames } = fpts

/** All public names, and those of the file that a snippet stands in. */
export const scopeOf = async ({ file }: Snippet): Promise<Scope> => ({
  names: {
    ...(await exportsOf(file)),
    ...fptsNames,
    F,
    fc,
    fp,
    ...testing,
    ...cotangent,
  },
  modules,
})
