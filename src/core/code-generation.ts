import { warnOnce } from './warn.ts'

let isAllowed: boolean | undefined

const attempt = (): boolean => {
  try {
    return new Function('return true')() === true
  } catch {
    return false
  }
}

/**
 * Whether code may be made from text here: not under the Content Security Policy of many pages, in browser
 * extensions and in edge workers. It is tried when it is first asked for, never when the package is
 * imported, as browsers report the attempt.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/script-src
 */
export const canGenerateCode = (): boolean => {
  if (isAllowed !== undefined) return isAllowed
  isAllowed = attempt()
  if (!isAllowed)
    warnOnce(
      'code generation',
      () =>
        "operations outside jit run in plain loops, as generating code is forbidden here (script-src without 'unsafe-eval'); " +
        'results are the same, and jit is as fast as elsewhere: see docs/csp.md',
    )
  return isAllowed
}
