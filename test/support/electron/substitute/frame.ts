import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserWindowConstructorOptions, Display, Rectangle, Screen } from 'electron'

/** The one screen of a browser that shows nothing; it is told so at its start. */
const area: Rectangle = { x: 0, y: 0, width: 1600, height: 1200 }
export const screenArgument = `--screen-info={${area.width}x${area.height}}`
export const screen: {
  getDisplayMatching(bounds: Rectangle): Pick<Display, 'bounds' | 'workArea'>
} & Record<keyof Pick<Screen, 'getDisplayMatching'>, unknown> = {
  getDisplayMatching: () => ({ bounds: area, workArea: area }),
}

type Kept = { bounds: Rectangle; isMaximized: boolean }
/** What Chromium is told: `left` and `top` with a size, or a mode alone. */
type Told = Record<string, number | string>

/** Where a window stands. With a name and `windowStatePersistence` it is kept in the profile. */
export class Frame {
  #bounds: Rectangle
  #isMaximized = false
  /** Of the last run: as with Electron, it comes with the first `show`. */
  #isMaximizedOnce: boolean
  readonly isRestored: boolean
  readonly #keep: (kept: Kept) => void
  #tell: (bounds: Told) => void = () => {}

  constructor(options: BrowserWindowConstructorOptions, profile: string) {
    const { name = '', windowStatePersistence = false } = options
    const persistence =
      typeof windowStatePersistence === 'boolean'
        ? { bounds: windowStatePersistence, displayMode: windowStatePersistence }
        : { bounds: true, displayMode: true, ...windowStatePersistence }
    const file = join(profile, 'substitute-windows.json')
    const keeps = name !== '' && (persistence.bounds || persistence.displayMode)
    const kept = keeps ? readAll(file)[name] : undefined
    this.#keep = keeps
      ? (now) => writeFileSync(file, JSON.stringify({ ...readAll(file), [name]: now }))
      : () => {}
    this.isRestored = kept !== undefined
    this.#isMaximizedOnce = persistence.displayMode && kept?.isMaximized === true
    this.#bounds = persistence.bounds && kept ? ontoScreen(kept.bounds) : firstBounds(options)
  }

  get bounds() {
    return this.#isMaximized ? area : this.#bounds
  }
  get normalBounds() {
    return this.#bounds
  }
  get isMaximized() {
    return this.#isMaximized
  }
  /** From here on Chromium's window follows. */
  follow(tell: (bounds: Told) => void) {
    this.#tell = tell
    tell(toBrowser(this.#bounds))
    if (this.#isMaximized) tell({ windowState: 'maximized' })
  }
  show() {
    if (this.#isMaximizedOnce) this.setMaximized(true)
    this.#isMaximizedOnce = false
  }
  setMaximized(isMaximized: boolean) {
    this.#isMaximized = isMaximized
    this.#tell({ windowState: isMaximized ? 'maximized' : 'normal' })
    this.save()
  }
  setBounds(change: Partial<Rectangle>) {
    if (this.#isMaximized) this.setMaximized(false)
    this.#bounds = { ...this.#bounds, ...change }
    this.#tell(toBrowser(this.#bounds))
    this.save()
  }
  save() {
    this.#keep({
      bounds: this.#bounds,
      isMaximized: this.#isMaximized || this.#isMaximizedOnce,
    })
  }
}

export const toBrowser = ({ x, y, width, height }: Rectangle) => ({
  left: x,
  top: y,
  width,
  height,
})

/** In the middle, unless a place is wanted. */
function firstBounds(options: BrowserWindowConstructorOptions): Rectangle {
  const { width = 800, height = 600 } = options
  const x = options.x ?? Math.round((area.width - width) / 2)
  const y = options.y ?? Math.round((area.height - height) / 2)
  return { x, y, width, height }
}

/** A screen that is gone takes no window with it. */
function ontoScreen(bounds: Rectangle): Rectangle {
  const width = Math.min(bounds.width, area.width)
  const height = Math.min(bounds.height, area.height)
  const x = Math.max(area.x, Math.min(bounds.x, area.x + area.width - width))
  const y = Math.max(area.y, Math.min(bounds.y, area.y + area.height - height))
  return { x, y, width, height }
}

function readAll(file: string): Record<string, Kept> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Kept>
  } catch {
    return {}
  }
}
