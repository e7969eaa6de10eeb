import { SingleBar } from 'cli-progress'

/** Reports the progress of one training run. */
export interface Progress {
  readonly update: (iteration: number, loss: number) => void
  readonly stop: () => void
}

const bar = (name: string, total: number): Progress => {
  const single = new SingleBar({
    format: `${name.padEnd(13)} {bar} {value}/{total}  loss {loss}  {speed} steps/s  {eta_formatted} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    etaBuffer: 10,
  })
  const start = performance.now()
  single.start(total, 0, { loss: '-', speed: '-' })
  return {
    update: (iteration, loss) => {
      const seconds = (performance.now() - start) / 1000
      single.update(iteration, {
        loss: loss.toFixed(3),
        speed: (iteration / seconds).toFixed(0),
      })
    },
    stop: () => single.stop(),
  }
}

/** A line every tenth of the way, for output that is no terminal. */
const lines = (name: string, total: number): Progress => {
  const start = performance.now()
  let next = total / 10
  return {
    update: (iteration, loss) => {
      if (iteration < next && iteration < total) return
      next += total / 10
      const seconds = (performance.now() - start) / 1000
      const speed = iteration / seconds
      const left = (total - iteration) / speed
      console.log(
        `${name.padEnd(13)} ${iteration}/${total}  loss ${loss.toFixed(3)}  ` +
          `${speed.toFixed(0)} steps/s  ${left.toFixed(0)} s left`,
      )
    },
    stop: () => {},
  }
}

/** A progress bar where there is a terminal, else plain lines. */
export const startProgress = (name: string, total: number): Progress =>
  process.stderr.isTTY === true ? bar(name, total) : lines(name, total)
