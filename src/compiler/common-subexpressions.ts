import { showAval } from '../core/aval.ts'
import { hasEffect } from '../core/effects.ts'
import { identityOf, parameterKey } from '../core/identity.ts'
import { type Atom, type Equation, Lit, type Program, type Var } from '../core/program.ts'
import { isHostScalar } from '../core/tensor.ts'
import { rewrite } from './rewrite.ts'

const atomKey = (atom: Atom): string =>
  atom instanceof Lit
    ? isHostScalar(atom.value)
      ? `${showAval(atom.aval)}${atom.aval.weakType}=${parameterKey(atom.value.item())}`
      : `#${identityOf(atom.value)}`
    : `v${identityOf(atom)}`

const share = (program: Program, mayShare: (eqn: Equation) => boolean): Program => {
  const seen = new Map<string, Equation>()
  return rewrite(program, (eqn, emit, replace) => {
    if (!mayShare(eqn)) {
      emit(eqn)
      return
    }
    const inputs = eqn.inputs.map(atomKey).join()
    const key = `${identityOf(eqn.primitive)}(${inputs})${parameterKey(eqn.params)}`
    const earlier = seen.get(key)
    if (earlier === undefined) {
      seen.set(key, eqn)
      emit(eqn)
    } else
      eqn.outputs.forEach((v, i) => {
        replace(v, earlier.outputs[i] as Var)
      })
  })
}

/** Computes what is computed twice once. All primitives are pure. */
export const shareCommonSubexpressions = (program: Program): Program => share(program, () => true)

/** Calls a program once where it is called with the same arguments: derivatives would keep residuals of each call. */
export const shareCalls = (program: Program): Program =>
  share(program, (eqn) => eqn.primitive.inline !== undefined && !hasEffect(eqn))
