import { shareCalls } from '../compiler/common-subexpressions.ts'
import { bindCall, type CallParams } from '../control/call.ts'
import { type Aval, avalOf, sameAval, showAval } from '../core/aval.ts'
import { type DeviceLike, deviceOf } from '../core/device.ts'
import { isWatched } from '../core/effects.ts'
import { ArgumentError } from '../core/errors.ts'
import { valueKey } from '../core/identity.ts'
import { keeping } from '../core/keeping.ts'
import { checkFunction, checkOptions, checkPositions } from '../core/options.ts'
import type { ClosedProgram } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import type { MapTree } from '../core/tree.ts'
import { defKey, leafPaths, sameDef, type TreeDef, unflatten } from '../core/tree-def.ts'
import { stage } from '../interpreters/stage.ts'
import { argumentPaths, flattenFunction, nameOf, tensorLeaves } from './flat.ts'
import { type Lowering, loweringOf } from './lowering.ts'

export interface JitOptions {
  /**
   * Positions (negative from the end) of arguments that are not tensors but fix the program; compared
   * by value.
   */
  readonly staticArgnums?: number | readonly number[]
  /**
   * Positions (negative from the end) of arguments that are given up: the call may take over their memory, and they
   * must not be used afterwards. A training step that donates its parameters and gives new ones moves
   * no data.
   */
  readonly donateArgnums?: number | readonly number[]
  /** Where the program runs and its results are placed, wherever its arguments are. */
  readonly device?: DeviceLike
}

/** A traced function, and the signature that it was traced for. */
interface Entry {
  readonly inDef: TreeDef
  readonly inAvals: readonly Aval[]
  readonly closed: ClosedProgram
  readonly params: CallParams
  readonly outDef: TreeDef
  /** Whether it was traced with effects. */
  readonly watched: boolean
}

const fits = (
  { inDef, inAvals, watched }: Entry,
  def: TreeDef,
  leaves: readonly Tensor[],
): boolean => {
  if (leaves.length !== inAvals.length || watched !== isWatched()) return false
  for (let i = 0; i < leaves.length; i++) {
    const [leaf, aval] = [leaves[i] as Tensor, inAvals[i] as Aval]
    if (leaf.weakType !== aval.weakType || !sameAval(leaf.aval, aval)) return false
  }
  return sameDef(inDef, def)
}

/** A function that is compiled where it is called. */
export interface Jitted<A extends readonly unknown[], R> {
  (...args: A): R
  /** Traces and compiles for these arguments without running, to show what becomes of the function. */
  readonly lower: (...args: A) => Lowering
}

const advice =
  'what is no tensor fixes the program: pass it as an argument of its own, in staticArgnums'

/** How many signatures a jitted function remembers before it forgets the oldest. */
const cacheLimit = 256

const weakMark = (aval: Aval): string => (aval.weakType ? '~' : '')

const positionOptions = ['staticArgnums', 'donateArgnums'] as const
const optionNames = [...positionOptions, 'device'] as const

const listOf = (value: number | readonly number[] | undefined): readonly number[] =>
  value === undefined ? [] : typeof value === 'number' ? [value] : value

/** What `src/jit.ts` makes public, together with the device that compiles. */
export const jit = /*@__PURE__*/ keeping(
  'jit(f, options?)',
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    options: JitOptions = {},
  ): Jitted<A, MapTree<R, Tensor>> => {
    checkFunction('jit', f)
    checkOptions('jit', options, optionNames)
    for (const option of positionOptions) checkPositions('jit', option, options[option])
    const device = options.device === undefined ? undefined : deviceOf('jit', options.device)
    const cache = new Map<string, Entry>()
    const name = nameOf(f)
    const op = `jit(${name})`
    const hasStatics = listOf(options.staticArgnums).length > 0
    /** The entry of the last call, which is most often that of the next. */
    let latest: Entry | undefined

    const positions = (
      option: (typeof positionOptions)[number],
      count: number,
    ): readonly number[] => {
      const given = listOf(options[option])
      const found = given.map((i) => (i < 0 ? i + count : i))
      found.forEach((i, k) => {
        if (i < 0 || i >= count)
          throw new ArgumentError(
            'jit',
            `expected ${option} to name arguments of ${name}, got ${given[k]} with ${count} arguments`,
          )
      })
      return found
    }

    const trace = (
      args: readonly unknown[],
      statics: readonly number[],
      leaves: readonly Tensor[],
      def: TreeDef,
    ): Entry => {
      const { flat, outDef } = flattenFunction(
        (...traced: unknown[]) =>
          f(...(args.map((value, i) => (statics.includes(i) ? value : traced[i])) as unknown as A)),
        def,
        op,
        name,
      )
      const labels = argumentPaths(def).map((path) => `${path} of ${name}`)
      const inAvals = leaves.map(avalOf)
      const closed = stage(flat, inAvals, 'jit', labels)
      const given = positions('donateArgnums', args.length)
      for (const i of given)
        if (statics.includes(i))
          throw new ArgumentError(
            'jit',
            `expected donateArgnums and staticArgnums of ${name} to differ, got ${i} in both; a static argument has no memory to give up`,
          )
      const donated = leafPaths(def).flatMap(([argument], i) =>
        given.includes(Number(argument)) ? [closed.constants.length + i] : [],
      )
      const program = shareCalls(closed.program)
      return {
        inDef: def,
        inAvals,
        closed,
        params: {
          name,
          program,
          ...(donated.length > 0 && { donated }),
          ...(device && { device }),
        },
        outDef: outDef(),
        watched: isWatched(),
      }
    }

    const find = (args: A): { readonly entry: Entry; readonly leaves: readonly Tensor[] } => {
      const statics = hasStatics ? positions('staticArgnums', args.length) : []
      // Static arguments stand as null, which has no leaves, so that the others keep their positions.
      const dynamic = hasStatics
        ? args.map((value, i) => (statics.includes(i) ? null : value))
        : args
      const [leaves, def] = tensorLeaves(dynamic, op, 'args', advice)
      if (latest !== undefined && fits(latest, def, leaves)) return { entry: latest, leaves }
      let key = defKey(def)
      if (isWatched()) key = `watched ${key}`
      for (const leaf of leaves) key += weakMark(leaf) + showAval(leaf)
      for (const i of statics) key += `;${valueKey(args[i])}`
      let entry = cache.get(key)
      if (entry === undefined) {
        entry = trace(args, statics, leaves, def)
        if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value as string)
        cache.set(key, entry)
      }
      if (!hasStatics) latest = entry
      return { entry, leaves }
    }

    const jitted = (...args: A): MapTree<R, Tensor> => {
      const { entry, leaves } = find(args)
      const { constants } = entry.closed
      const results = bindCall(
        entry.params,
        constants.length === 0 ? leaves : [...constants, ...leaves],
      )
      return unflatten(entry.outDef, results) as MapTree<R, Tensor>
    }
    Object.defineProperty(jitted, 'name', { value: name })
    return Object.assign(jitted, {
      lower: (...args: A) => loweringOf(find(args).entry.closed, device),
    })
  },
)
