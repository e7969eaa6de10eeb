import { parseArgs } from 'node:util'
import { either as E, function as F } from 'fp-ts'
import { type Mode, namesOf, paperMode, shortMode } from './mode.ts'

/** What the user asked for. */
export interface Options {
  readonly mode: Mode
  readonly seed: number
  /** Meta-iterations of every algorithm; `undefined` for each one's own default. */
  readonly iterations: number | undefined
  readonly only: readonly string[]
  readonly out: string
}

export type OptionsError =
  | { readonly _tag: 'UnknownOption'; readonly message: string }
  | { readonly _tag: 'BadNumber'; readonly option: string; readonly got: string }
  | {
      readonly _tag: 'UnknownAlgorithm'
      readonly got: string
      readonly known: readonly string[]
    }
  | { readonly _tag: 'Help' }

export const usage = `Trains meta-learning algorithms on sine waves and compares them.

  npm start -- [options]

  --seed N          seed of everything random (default 0)
  --iterations N    meta-iterations of every algorithm (default: each one's own)
  --only A,B        algorithms to run: ${namesOf(shortMode).join(', ')}
  --paper           train as long as the papers do, 70,000 meta-iterations of 25 tasks: some minutes.
                    Algorithms: ${namesOf(paperMode).slice(0, 8).join(', ')},
                    ${namesOf(paperMode).slice(8).join(', ')}
  --out DIR         folder for sine.json and sine.svg (default out)
  --help            this text`

/** The error in words. */
export const explain = (error: OptionsError): string => {
  switch (error._tag) {
    case 'UnknownOption':
      return error.message
    case 'BadNumber':
      return `--${error.option}: expected a whole number that is not negative, got '${error.got}'`
    case 'UnknownAlgorithm':
      return `--only: expected names among ${error.known.join(', ')}, got '${error.got}'`
    case 'Help':
      return usage
  }
}

const flags = {
  seed: { type: 'string' },
  iterations: { type: 'string' },
  only: { type: 'string' },
  paper: { type: 'boolean' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const

const wholeNumber = (option: string, text: string): E.Either<OptionsError, number> =>
  /^\d+$/.test(text) && Number.isSafeInteger(Number(text))
    ? E.right(Number(text))
    : E.left({ _tag: 'BadNumber', option, got: text })

const algorithms = (mode: Mode, text: string): E.Either<OptionsError, readonly string[]> => {
  const known = namesOf(mode)
  const names = text.split(',').map((name) => name.trim().toLowerCase())
  const wrong = names.find((name) => !known.includes(name))
  return wrong === undefined
    ? E.right(known.filter((name) => names.includes(name)))
    : E.left({ _tag: 'UnknownAlgorithm', got: wrong, known })
}

/** Decodes command line arguments. */
export const decodeOptions = (args: readonly string[]): E.Either<OptionsError, Options> =>
  F.pipe(
    E.tryCatch(
      () => parseArgs({ args: [...args], options: flags, strict: true }).values,
      (error): OptionsError => ({ _tag: 'UnknownOption', message: (error as Error).message }),
    ),
    E.filterOrElse(
      ({ help }) => help !== true,
      (): OptionsError => ({ _tag: 'Help' }),
    ),
    E.bindTo('given'),
    E.let('mode', ({ given }) => (given.paper === true ? paperMode : shortMode)),
    E.bind('seed', ({ given }) => wholeNumber('seed', given.seed ?? '0')),
    E.bind('iterations', ({ given }) =>
      given.iterations === undefined
        ? E.right(undefined)
        : wholeNumber('iterations', given.iterations),
    ),
    E.bind('only', ({ given, mode }) => algorithms(mode, given.only ?? namesOf(mode).join(','))),
    E.map(({ given, mode, seed, iterations, only }) => ({
      mode,
      seed,
      iterations,
      only,
      out: given.out ?? 'out',
    })),
  )
