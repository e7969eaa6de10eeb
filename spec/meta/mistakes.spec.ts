import { describe, expect, it } from 'vitest'
import {
  ArgumentError,
  meta,
  np,
  optim,
  random,
  type Tensor,
  TreeError,
  tasks,
} from '../../src/index.ts'

const loss = (p: Tensor, target: Tensor): Tensor => p.sub(target).pow(2)

describe('mistakes in compositions are named', () => {
  const mistakes: readonly [
    string,
    () => unknown,
    abstract new (...args: never[]) => Error,
    string,
  ][] = [
    [
      'an optimizer that is a number',
      () => meta.gradientSteps(0.1 as never, 3)(loss),
      ArgumentError,
      'gradientSteps: expected an optimizer, such as optim.sgd(0.01), got the number 0.1',
    ],
    [
      'a fraction of a step',
      () => meta.gradientSteps(optim.sgd(0.1), 1.5)(loss),
      ArgumentError,
      'gradientSteps: expected a whole number of steps, at least 0, got the number 1.5',
    ],
    [
      'an adaptation where a way to adapt is wanted',
      () => meta.objective(loss, 3 as never),
      ArgumentError,
      'objective: expected inner to be a function, got the number 3',
    ],
    [
      'an entry to adapt that is not there',
      () =>
        meta.adaptOnly(
          'haed',
          meta.gradientSteps(optim.sgd(0.1), 1),
        )(((p: { head: Tensor }) => p.head.sum()) as never)({ head: np.zeros([2]) } as never, null),
      TreeError,
      "adaptOnly: expected parameters with an entry 'haed' to adapt, got the keys {head}",
    ],
    [
      'a misspelt option of tasks',
      () => tasks.sinusoids(random.key(0), { task: 3, shots: 1 } as never),
      ArgumentError,
      'sinusoids: expected options among { tasks, shots, queries, amplitude, phase, frequency }, got "task"',
    ],
  ]
  it.each(mistakes)('%s', (_, run, type, message) => {
    expect(run).toThrow(type)
    expect(run).toThrow(message)
  })
})
