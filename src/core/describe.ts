import { showAval } from './aval.ts'
import { isTensor } from './tensor.ts'

const describeObject = (value: object): string => {
  if (Array.isArray(value)) return 'an array (np.array makes a tensor of it)'
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
