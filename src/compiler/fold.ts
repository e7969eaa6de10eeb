import { type Atom, Lit, type Program } from '../core/program.ts'
import { isHostScalar, type Tensor } from '../core/tensor.ts'
import { evaluateOnHost } from '../core/trace.ts'
import { rewrite } from './rewrite.ts'

const isScalar = (atom: Atom): atom is Lit => atom instanceof Lit && isHostScalar(atom.value)

/** Computes scalar equations of literals, and applies the primitives' own identities such as `x + 0`. */
export const foldConstants = (program: Program): Program =>
  rewrite(program, (eqn, emit, replace) => {
    const { primitive, inputs, params, outputs } = eqn
    const [output] = outputs
    if (output !== undefined && outputs.length === 1) {
      const same = primitive.simplify?.(inputs, params) ?? null
      if (same !== null) {
        replace(output, same)
        return
      }
      const foldable = output.aval.shape.length === 0 && inputs.length > 0 && inputs.every(isScalar)
      if (foldable && primitive.apply === undefined) {
        const values = inputs.map((atom) => (atom as Lit).value)
        replace(output, new Lit(evaluateOnHost(primitive, values, params)[0] as Tensor))
        return
      }
    }
    emit(eqn)
  })
