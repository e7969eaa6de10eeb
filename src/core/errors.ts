/** Base of every error thrown for a programmer's mistake. `op` names what was called. */
export class CotangentError extends Error {
  readonly op: string
  override readonly name: string = 'CotangentError'
  constructor(op: string, message: string) {
    super(`${op}: ${message}`)
    this.op = op
  }
}

/** Sizes or ranks that do not fit. */
export class ShapeError extends CotangentError {
  override readonly name = 'ShapeError'
}

/** A dtype that an operation does not take. */
export class DtypeError extends CotangentError {
  override readonly name = 'DtypeError'
}

/** Trees that do not match, or a leaf that is no tensor. `path` is where, e.g. `params.hidden.w`. */
export class TreeError extends CotangentError {
  override readonly name = 'TreeError'
  readonly path: string
  constructor(op: string, message: string, path = '') {
    super(op, message)
    this.path = path
  }
}

/** A traced value that was read, branched on, used after its transform, or cannot be differentiated. */
export class TracerError extends CotangentError {
  override readonly name = 'TracerError'
}

/** An axis, axis name or index out of range. */
export class AxisError extends CotangentError {
  override readonly name = 'AxisError'
}

/** A primitive that lacks the rule a transform needs. */
export class MissingRuleError extends CotangentError {
  override readonly name = 'MissingRuleError'
}

/** An argument that is wrong for another reason: an unknown option, a wrong count, a wrong type. */
export class ArgumentError extends CotangentError {
  override readonly name = 'ArgumentError'
}

/** A broken invariant of the library itself. */
export const unreachable = (what: string): never => {
  throw new CotangentError('internal', `${what}; please report this`)
}
