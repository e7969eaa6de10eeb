/** Base of every error thrown for a programmer's mistake. `op` names what was called. */
export class CotangentError extends Error {
  readonly op: string
  override readonly name: string = 'CotangentError'
  constructor(op: string, message: string, options?: ErrorOptions) {
    super(`${op}: ${message}`, options)
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

/**
 * A random key that was used a second time, which `debugKeyReuse` looks for. `firstUse` names the function that used
 * it before, and the stack of `cause` says where.
 */
export class KeyReuseError extends CotangentError {
  override readonly name = 'KeyReuseError'
  readonly firstUse: string
  constructor(op: string, firstUse: string, cause?: Error) {
    super(
      op,
      `expected a key that is not used yet, got one that ${firstUse} has used; draw a key for each use: ` +
        'const [a, b] = random.split(key)',
      { cause },
    )
    this.firstUse = firstUse
  }
}

/** Tensors that are on different devices, a device that is not there, or one that cannot do what is asked. */
export class DeviceError extends CotangentError {
  override readonly name = 'DeviceError'
}

/** A broken invariant of the library itself. */
export const unreachable = (what: string): never => {
  throw new CotangentError('internal', `${what}; please report this`)
}
