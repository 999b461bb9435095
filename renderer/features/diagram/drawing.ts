import type { LadderRow, Lane } from './ladder.ts'
import { lanes } from './ladder.ts'

/** What a row is drawn with. Classes, not colours: the screen and an exported file differ. */
export type Shape =
  | { shape: 'line'; x1: number; y1: number; x2: number; y2: number; class: string }
  | { shape: 'head'; x: number; y: number; to: 'left' | 'right'; class: string }
  | {
      shape: 'text'
      x: number
      y: number
      anchor: 'start' | 'middle' | 'end'
      text: string
      class: string
    }
  | { shape: 'box'; x: number; y: number; width: number; height: number; class: string }
  | { shape: 'circle'; x: number; y: number; class: string }
  | { shape: 'cross'; x: number; y: number; class: string }

export type Geometry = {
  width: number
  rowHeight: number
  places: Record<Lane, number>
  timeX: number
}

/** Pixels of one character of the 11 px monospace that labels are written in. */
const characterWidth = 6.7
/** Below this many pixels time and margins give way to the arrows. */
const narrow = 620
const leastSpan = 220

/** Where the lanes stand. The control lanes are inside, so that their talk has the middle. */
export function layOut(width: number, rowHeight: number): Geometry {
  const isNarrow = width < narrow
  const timeX = isNarrow ? 6 : 10
  const margin = isNarrow ? 24 : 44
  const left = (isNarrow ? 50 : 86) + margin
  const right = Math.max(left + leastSpan, width - margin)
  const span = right - left
  const gap = Math.min(130, span * 0.17)
  const places = [left, left + gap, right - gap, right]
  return {
    width: Math.max(width, right + margin),
    rowHeight,
    timeX,
    places: Object.fromEntries(lanes.map((lane, index) => [lane, places[index]!])) as Record<
      Lane,
      number
    >,
  }
}

/** Cuts a label to what fits; what is missing can be read in the log. */
export function cut(text: string, pixels: number): string {
  const most = Math.max(3, Math.floor(pixels / characterWidth))
  // A Chinese character is as wide as two others.
  let width = 0
  let index = 0
  for (const character of text) {
    width += /[\u1100-\u115f\u2e80-\uffdc]/.test(character) ? 2 : 1
    if (width > most) return `${text.slice(0, Math.max(0, index - 1))}…`
    index += character.length
  }
  return text
}

export type RowWords = { time: string; label: string; note: string }

/** The shapes of one row, relative to its own top. Lanes themselves are drawn by whoever stacks rows. */
export function drawRow(row: LadderRow, geometry: Geometry, words: RowWords): Shape[] {
  const { rowHeight, places, timeX } = geometry
  const middle = rowHeight - 8
  const shapes: Shape[] = [
    { shape: 'text', x: timeX, y: middle + 1, anchor: 'start', text: words.time, class: 'time' },
  ]
  switch (row.kind) {
    case 'job':
    case 'repeat': {
      const x = places['client-data'] - 24
      const width = places['server-data'] - places['client-data'] + 48
      shapes.push(
        { shape: 'box', x, y: 3, width, height: rowHeight - 6, class: `band ${row.kind}` },
        {
          shape: 'text',
          x: x + width / 2,
          y: rowHeight / 2 + 4,
          anchor: 'middle',
          text: cut(words.label, width - 24),
          class: `job-text${row.isTrouble ? ' bad' : ''}`,
        },
      )
      return shapes
    }
    case 'listen': {
      const x = places[row.at]
      const isRight = row.at === 'server-data'
      shapes.push(
        { shape: 'circle', x, y: middle - 4, class: 'data' },
        {
          shape: 'text',
          x: isRight ? x - 12 : x + 12,
          y: middle,
          anchor: isRight ? 'end' : 'start',
          text: words.label,
          class: 'data label',
        },
      )
      return shapes
    }
    default:
      return [...shapes, ...arrow(row, geometry, words)]
  }
}

type ArrowRow = Exclude<LadderRow, { kind: 'job' | 'repeat' | 'listen' }>

const isData = (lane: Lane) => lane === 'client-data' || lane === 'server-data'

function arrow(row: ArrowRow, geometry: Geometry, words: RowWords): Shape[] {
  const { places, rowHeight } = geometry
  const middle = rowHeight - 8
  const [start, end] = [places[row.from], places[row.to]]
  const to = end > start ? 'right' : 'left'
  const sign = end > start ? 1 : -1
  const style = classOf(row)
  const isBroken = row.kind === 'open' && row.state === 'failed'
  const stop = isBroken ? start + (end - start) * 0.62 : end - sign * 2
  const room = Math.abs(end - start) - 28
  const label = words.note ? `${words.label}  ${words.note}` : words.label
  const shapes: Shape[] = [
    { shape: 'line', x1: start, y1: middle, x2: stop - sign * 5, y2: middle, class: style },
    {
      shape: 'text',
      x: (start + end) / 2,
      y: middle - 6,
      anchor: 'middle',
      text: cut(label, room),
      class: `${style} label`,
    },
  ]
  if (row.kind === 'tls') {
    shapes.push(
      { shape: 'line', x1: start, y1: middle + 3, x2: end, y2: middle + 3, class: style },
      {
        shape: 'head',
        x: start + sign * 2,
        y: middle,
        to: to === 'right' ? 'left' : 'right',
        class: style,
      },
    )
  }
  if (isBroken) shapes.push({ shape: 'cross', x: stop, y: middle, class: style })
  else shapes.push({ shape: 'head', x: end - sign * 2, y: middle, to, class: style })
  if (row.kind === 'open')
    shapes.push({ shape: 'circle', x: start, y: middle, class: `${style} dialler` })
  if (row.kind === 'close') shapes.push({ shape: 'cross', x: start, y: middle, class: style })
  return shapes
}

function classOf(row: ArrowRow): string {
  const channel = isData(row.from) ? 'data' : 'control'
  const trouble = row.isTrouble ? ' bad' : ''
  switch (row.kind) {
    case 'message':
      return `${row.from === 'client-control' ? 'command' : 'reply'}${trouble}`
    case 'open':
      return `tcp ${channel}${row.state === 'dialling' ? ' waiting' : ''}${trouble}`
    case 'packet':
      return `packet ${channel}`
    case 'tls':
      return `tls${trouble}`
    case 'bytes':
      return 'data bytes'
    case 'close':
      return `tcp ${channel} close`
  }
}

/** A filled arrow head whose tip is at the given point. */
export function headPath({ x, y, to }: Extract<Shape, { shape: 'head' }>): string {
  const back = to === 'right' ? -9 : 9
  return `M${x} ${y}l${back} -4.5v9z`
}
