import { describe, expect, it } from 'vitest'
import type { AnyAlgorithm } from '../../examples/sine/algorithm.ts'
import { paperMode, pick, shortMode } from '../../examples/sine/mode.ts'
import { formatTable } from '../../examples/sine/table.ts'
import { test } from '../../examples/sine/test.ts'
import { train } from '../../examples/sine/train.ts'
import { random, type Tensor, tasks, treeLeaves } from '../../src/index.ts'

const silent = () => ({ update: () => {}, stop: () => {} })

const nameOf = (use: AnyAlgorithm): string => use(({ name }) => name)

const named = (use: AnyAlgorithm): readonly [string, AnyAlgorithm] => [nameOf(use), use]

const runs = [
  ...shortMode.algorithms.map(named),
  ...paperMode.algorithms.map((use) => [`${nameOf(use)} as published`, use] as const),
]

const numbersOf = (tree: unknown): readonly number[] =>
  treeLeaves(tree as never).flatMap((leaf) => [...(leaf as Tensor).data()])

describe('training on sine waves', () => {
  it.each(runs)('moves %s to finite parameters', (_, use) => {
    use((algorithm) => {
      const { theta } = train(algorithm, 0, 2, silent)
      const before = numbersOf(algorithm.start(random.foldIn(random.key(0), 0)))
      const after = numbersOf(theta)
      expect(after.every(Number.isFinite)).toBe(true)
      expect(after).not.toEqual(before)
    })
  })

  it('tells its progress by chunks, the last of them shorter', () => {
    const seen: number[] = []
    const [pretraining] = pick(shortMode, ['pretraining'])
    pretraining?.((algorithm) =>
      train(algorithm, 0, 250, () => ({
        update: (iteration) => seen.push(iteration),
        stop: () => seen.push(-1),
      })),
    )
    expect(seen).toEqual([100, 200, 250, -1])
  })

  it('does in a compiled chunk what single eager iterations do', () => {
    const [maml] = pick(shortMode, ['maml'])
    maml?.((algorithm) => {
      const root = random.key(0)
      const { init, step } = algorithm.update(3)
      let theta = algorithm.start(random.foldIn(root, 0))
      let state = init(theta)
      for (let i = 0; i < 3; i++) {
        const key = random.foldIn(random.foldIn(root, 2), i)
        const batch = tasks.sinusoids(key, algorithm.tasks)
        ;[theta, state] = step(theta, state as never, batch)
      }
      const eager = numbersOf(theta)
      numbersOf(train(algorithm, 0, 3, silent).theta).forEach((x, i) => {
        expect(x).toBeCloseTo(eager[i] as number, 4)
      })
    })
  })

  it('reaches with MAML in 300 iterations what pretraining does not', () => {
    const errors = pick(shortMode, ['pretraining', 'maml']).map((use) =>
      use((algorithm) => test(algorithm, train(algorithm, 0, 300, silent).theta, 0, 10, [0, 5])),
    )
    const [pretraining, maml] = errors.map(({ mean }) => mean[1] as number) as [number, number]
    expect(maml).toBeLessThan(pretraining / 2)
  })
})

describe('the table', () => {
  it('says so where adaptations diverged', () => {
    const errors = {
      shots: 10,
      steps: [0, 1],
      mean: [3, Number.NaN],
      ci: [0.2, Number.NaN],
      median: [2, 0.1234],
    }
    const result = { name: 'meta-sgd', iterations: 70, seconds: 1, tests: [errors] }
    expect(formatTable([result], 10).split('\n')).toEqual([
      '          iterations  seconds                0 steps            1 step',
      'meta-sgd          70      1.0  3.000 ± 0.200 (2.000)  diverged (0.123)',
    ])
  })
})
