import { parse, type Spec, View } from 'vega'
import type { Errors } from './test.ts'

/** A curve before and after adaptation, for one algorithm. */
export interface Predictions {
  readonly name: string
  readonly x: readonly number[]
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** How many steps `after` has adapted for. */
  readonly steps: number
}

/** The test errors of an algorithm. */
export interface NamedErrors {
  readonly name: string
  readonly errors: Errors
}

/** The wave that all algorithms are shown on. */
export interface Wave {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly supportX: readonly number[]
  readonly supportY: readonly number[]
}

const panel = { width: 200, height: 130, columns: 4 }
const colors = { truth: '#999999', before: '#4c78a8', after: '#e45756' }

const wavePanel = (
  title: string,
  index: number,
  curves: readonly object[],
  support: readonly object[],
) => ({
  type: 'group',
  encode: {
    enter: {
      x: { value: (index % panel.columns) * (panel.width + 50) },
      y: { value: Math.floor(index / panel.columns) * (panel.height + 60) },
      width: { value: panel.width },
      height: { value: panel.height },
      stroke: { value: '#dddddd' },
    },
  },
  title: { text: title, anchor: 'start', fontSize: 13 },
  data: [
    { name: `curves${index}`, values: curves },
    { name: `support${index}`, values: support },
  ],
  axes: [
    { orient: 'bottom', scale: 'x', tickCount: 5 },
    { orient: 'left', scale: 'y', tickCount: 5 },
  ],
  marks: [
    {
      type: 'group',
      from: { facet: { name: `series${index}`, data: `curves${index}`, groupby: 'curve' } },
      marks: [
        {
          type: 'line',
          from: { data: `series${index}` },
          encode: {
            enter: {
              x: { scale: 'x', field: 'x' },
              y: { scale: 'y', field: 'y' },
              stroke: { scale: 'curve', field: 'curve' },
              strokeWidth: { value: 1.8 },
            },
          },
        },
      ],
    },
    {
      type: 'symbol',
      from: { data: `support${index}` },
      encode: {
        enter: {
          x: { scale: 'x', field: 'x' },
          y: { scale: 'y', field: 'y' },
          size: { value: 28 },
          fill: { value: '#333333' },
        },
      },
    },
  ],
})

const errorPanel = (results: readonly NamedErrors[], top: number) => ({
  type: 'group',
  encode: {
    enter: {
      x: { value: 0 },
      y: { value: top },
      width: { value: 640 },
      height: { value: 260 },
      stroke: { value: '#dddddd' },
    },
  },
  title: {
    text: 'Test MSE against gradient steps (mean over tasks)',
    anchor: 'start',
    fontSize: 13,
  },
  data: [
    {
      name: 'errors',
      values: results.flatMap(({ name, errors: { steps, mean } }) =>
        // A logarithmic axis shows neither what diverged nor what is exact.
        steps.flatMap((step, i) => {
          const mse = mean[i] ?? 0
          return Number.isFinite(mse) && mse > 0 && mse < 100 ? [{ name, step, mse }] : []
        }),
      ),
    },
  ],
  scales: [
    { name: 'step', type: 'linear', range: [0, 640], domain: { data: 'errors', field: 'step' } },
    {
      name: 'mse',
      type: 'log',
      range: [260, 0],
      nice: true,
      domain: { data: 'errors', field: 'mse' },
    },
  ],
  axes: [
    {
      orient: 'bottom',
      scale: 'step',
      title: 'gradient steps',
      values: results[0]?.errors.steps ?? [],
    },
    { orient: 'left', scale: 'mse', title: 'MSE', format: '~g' },
  ],
  legends: [{ stroke: 'algorithm', orient: 'right', symbolType: 'stroke', title: 'algorithm' }],
  marks: [
    {
      type: 'group',
      from: { facet: { name: 'byName', data: 'errors', groupby: 'name' } },
      marks: [
        {
          type: 'line',
          from: { data: 'byName' },
          encode: {
            enter: {
              x: { scale: 'step', field: 'step' },
              y: { scale: 'mse', field: 'mse' },
              stroke: { scale: 'algorithm', field: 'name' },
              strokeWidth: { value: 2 },
            },
          },
        },
        {
          type: 'symbol',
          from: { data: 'byName' },
          encode: {
            enter: {
              x: { scale: 'step', field: 'step' },
              y: { scale: 'mse', field: 'mse' },
              fill: { scale: 'algorithm', field: 'name' },
              size: { value: 30 },
            },
          },
        },
      ],
    },
  ],
})

const yLimit = 5.5

/** The points of a curve that lie inside the panel; an adaptation that diverged leaves it. */
const inside = (curve: string, x: readonly number[], y: readonly number[]) =>
  x.flatMap((value, i) => {
    const height = y[i] ?? Number.NaN
    return Math.abs(height) <= yLimit ? [{ curve, x: value, y: height }] : []
  })

const buildSpec = (
  wave: Wave,
  predictions: readonly Predictions[],
  results: readonly NamedErrors[],
): Spec => {
  const rows = Math.ceil(predictions.length / panel.columns)
  const support = wave.supportX.map((x, i) => ({ x, y: wave.supportY[i] ?? 0 }))
  const width = panel.columns * (panel.width + 50) - 50
  // Vega's types of a specification are narrower than what it reads; the figure is looked at instead.
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width,
    height: rows * (panel.height + 60) + 260 + 30,
    padding: 20,
    background: 'white',
    scales: [
      { name: 'x', type: 'linear', domain: [-5, 5], range: [0, panel.width] },
      { name: 'y', type: 'linear', domain: [-yLimit, yLimit], range: [panel.height, 0] },
      {
        name: 'curve',
        type: 'ordinal',
        domain: ['true wave', 'before', 'after adaptation'],
        range: [colors.truth, colors.before, colors.after],
      },
      {
        name: 'algorithm',
        type: 'ordinal',
        domain: results.map(({ name }) => name),
        range: { scheme: results.length > 10 ? 'category20' : 'category10' },
      },
    ],
    legends: [{ stroke: 'curve', orient: 'top', direction: 'horizontal', symbolType: 'stroke' }],
    marks: [
      ...predictions.map(({ name, x, before, after, steps }, index) =>
        wavePanel(
          `${name}, ${steps} ${steps === 1 ? 'step' : 'steps'}`,
          index,
          [
            ...inside('true wave', wave.x, wave.y),
            ...inside('before', x, before),
            ...inside('after adaptation', x, after),
          ],
          support,
        ),
      ),
      errorPanel(results, rows * (panel.height + 60) + 10),
    ],
  } as unknown as Spec
}

/** Draws the predictions on one unseen wave, and the errors of all algorithms, as SVG. */
export const drawFigure = async (
  wave: Wave,
  predictions: readonly Predictions[],
  results: readonly NamedErrors[],
): Promise<string> =>
  new View(parse(buildSpec(wave, predictions, results)), { renderer: 'none' }).toSVG()
