import { showAval } from './aval.ts'
import { isForeignTensor, isTensor } from './tensor.ts'

/** Whether an object looks like what `structuredClone` and `postMessage` leave of a tensor. */
const isRecordOfTensor = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = prototype === Object.prototype || prototype === null
  return isPlain && Object.hasOwn(value, 'shape') && Object.hasOwn(value, 'dtype')
}

const describeObject = (value: object): string => {
  if (Array.isArray(value)) return 'an array (np.array makes a tensor of it)'
  if (isForeignTensor(value))
    return (
      'a tensor of another copy of cotangent, which is loaded twice here (deduplicate it: npm ls ' +
      'cotangent, and one entry for all of a bundle)'
    )
  if (isRecordOfTensor(value))
    return (
      'a record with the shape and dtype of a tensor, as a clone or a message is (np.array(data, { dtype })' +
      '.reshape(shape) makes a tensor of its data)'
    )
  if (value instanceof Promise)
    return 'a promise (await it before; transformed functions are synchronous)'
  const type: unknown = (value as { readonly constructor?: unknown }).constructor
  return typeof type !== 'function' || type === Object
    ? `an object with keys {${Object.keys(value).slice(0, 5).join(', ')}}`
    : `an instance of ${type.name}`
}

/** How messages name a value that is not what was expected. */
export const describe = (value: unknown): string => {
  if (value === null) return 'null'
  if (isTensor(value)) return showAval(value)
  switch (typeof value) {
    case 'object':
      return describeObject(value)
    case 'undefined':
      return 'undefined (a missing argument, key or return value)'
    case 'function':
      return `the function ${value.name === '' ? 'f' : value.name} (call it for its result)`
    case 'string':
      return `the string ${JSON.stringify(value)}`
    case 'bigint':
      return `the bigint ${value} (Number makes a number of it)`
    default:
      return `the ${typeof value} ${String(value)}`
  }
}
