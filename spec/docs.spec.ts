import { describe, expect, it } from 'vitest'
import { typeErrors } from './support/snippets/check-types.ts'
import { differenceOf } from './support/snippets/compare.ts'
import { type Snippet, snippets } from './support/snippets/extract.ts'
import { run } from './support/snippets/run.ts'
import { scopeOf } from './support/snippets/scope.ts'

const all = snippets()
const files = [...new Set(all.map(({ file }) => file))]

describe.each(files)('%s', (name) => {
  const found = all.filter(({ file }) => file === name)
  it.each(found.map((snippet) => [snippet.blocks[0].line, snippet] as const))(
    'says what the code from line %i on gives',
    async (_, snippet) => run(snippet, await scopeOf(snippet)),
  )
})

describe('all snippets', () => {
  it('have types that fit', { timeout: 120_000 }, () => {
    expect(typeErrors(all).join('\n')).toBe('')
  })
})

describe('the check itself', () => {
  const check = async (code: string): Promise<void> => {
    const snippet: Snippet = { file: 'docs/x.md', blocks: [{ line: 10, code }] }
    return run(snippet, await scopeOf(snippet))
  }

  it('finds snippets in sources and documents', () => {
    expect(all.length).toBeGreaterThan(100)
    expect(all.find(({ file }) => file === 'src/transforms/grad.ts')?.blocks[0].code).toContain(
      'valueAndGrad(',
    )
  })

  it('compares values, and names file and line', async () => {
    await check(
      'np.array([1, 2]).mul(2) // => [2, 4]\nconst y = { a: np.array(1.5) } // => { a: 1.5 }',
    )
    await expect(check('const x = 1\n\nx + 1 // => 3')).rejects.toThrow(
      'docs/x.md:12: expected 3, got 2',
    )
    await expect(check('const x = 1\nx.foo.bar')).rejects.toThrow('docs/x.md:11: Cannot read')
  })

  it('compares what is printed', async () => {
    await check('console.log(np.array([1, 2])) // => Tensor([1., 2.], float32)')
    await check("String(`a\n  b`) // => `a\n  b`\n'c' // => 'c'")
  })

  it('expects errors', async () => {
    await check('grad(np.sin)(np.zeros([2])) // throws ShapeError: to return a scalar')
    await expect(check('np.zeros([2]) // throws ShapeError: x')).rejects.toThrow(
      'expected ShapeError: x',
    )
  })

  it('knows imports, types and statements of several lines', async () => {
    await check(`import { grad, type Tensor } from 'cotangent'
import * as fp from 'cotangent/fp'
type T = Tensor
export const f = (x: T): T =>
  x.mul(x)
fp.tree.map((x: number) => x + 1)({
  a: 1,
}) // => { a: 2 }
grad(f)(np.array(3)) // => 6`)
  })

  it('wants every expectation to end a statement', async () => {
    await expect(check('const x = 1\n// => 3')).rejects.toThrow('ends no statement')
  })

  it('compares numbers to the digits that are written', () => {
    expect(differenceOf(0.54030231, 0.5403)).toBeNull()
    expect(differenceOf(0.5412, 0.5403)).not.toBeNull()
    expect(differenceOf([1.0001], [1])).toBeNull()
    expect(differenceOf([1.1], [1])).toBe('expected [1], got [1.1]')
    expect(differenceOf({ a: 1, b: 2 }, { a: 1 })).not.toBeNull()
  })
})
