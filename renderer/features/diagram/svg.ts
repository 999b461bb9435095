import { drawRow, headPath, layOut } from './drawing.ts'
import type { RowWords, Shape } from './drawing.ts'
import { lanes } from './ladder.ts'
import type { LadderRow, Lane } from './ladder.ts'

export type Drawing = {
  rows: readonly LadderRow[]
  wordsOf(row: LadderRow): RowWords
  laneNames: Record<Lane, string>
  width: number
}

const rowHeight = 30
const headHeight = 30
const titleHeight = 36
const sideGap = 24

/** Colours of the light theme: an exported picture is looked at on paper and in mails. */
const style = `text{font:11px ui-monospace,Consolas,'DejaVu Sans Mono','Noto Sans Mono CJK SC',monospace}
.stroke{fill:none;stroke:currentcolor;stroke-width:1.4}.fill{fill:currentcolor}
.command{color:#0b5f9c}.reply{color:#17703f}.control{color:#55626a}.data{color:#7a3fa0}.tls{color:#8a5300}
.tcp.stroke{stroke-width:2}.bytes.stroke{stroke-width:5;opacity:.55}.close.stroke{stroke-dasharray:5 3}
path.close.stroke{stroke-dasharray:none}.packet.stroke,.waiting.stroke{stroke-dasharray:3 3}
.time{color:#55626a}.bad{color:#b3261e}.band{fill:#f8fafa;stroke:#dbe1e4}.band.repeat{fill:#dff0f3;stroke:#0b6e82}
.job-text{color:#182126;font-weight:600}.lane{fill:#182126;font-weight:600}.lifeline{stroke:#c3ccd1}
.title{fill:#182126;font:600 17px system-ui,sans-serif}.label{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}`

export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`)

const number = (value: number) => String(Math.round(value * 10) / 10)

type Picture = { markup: string; width: number; height: number }

/** The ladder as a picture of its own, with everything in it. */
export function ladderSvg(drawing: Drawing): string {
  return wholeSvg(ladderMarkup(drawing))
}

/** Several ladders beside each other, each with a title. */
export function ladderPairSvg(drawings: readonly (Drawing & { title: string })[]): string {
  let x = 0
  const sides = drawings.map((drawing) => {
    const { markup, width, height } = ladderMarkup(drawing)
    const left = x
    x += width + sideGap
    const title = `<text class="title" x="${left + 14}" y="26">${escapeMarkup(drawing.title)}</text>`
    const side = `<svg x="${left}" y="${titleHeight}" width="${width}" height="${height}">${markup}</svg>`
    return { markup: title + side, height: height + titleHeight }
  })
  const markup = sides.map((side) => side.markup).join('\n')
  const height = Math.max(0, ...sides.map((side) => side.height))
  return wholeSvg({ markup, width: x - sideGap, height })
}

function wholeSvg({ markup, width, height }: Picture): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<style>${style}</style><rect width="100%" height="100%" fill="#fff"/>${markup}</svg>`
  )
}

function ladderMarkup({ rows, wordsOf, laneNames, width }: Drawing): Picture {
  const geometry = layOut(width, rowHeight)
  const height = headHeight + rows.length * rowHeight + 10
  const parts = lanes.map((lane) => {
    const x = number(geometry.places[lane])
    return (
      `<text class="lane" x="${x}" y="18" text-anchor="middle">${escapeMarkup(laneNames[lane])}</text>` +
      `<line class="lifeline" x1="${x}" x2="${x}" y1="${headHeight}" y2="${height}"/>`
    )
  })
  for (const [index, row] of rows.entries()) {
    const shapes = drawRow(row, geometry, wordsOf(row)).map(shapeMarkup).join('')
    parts.push(`<g transform="translate(0 ${headHeight + index * rowHeight})">${shapes}</g>`)
  }
  return { markup: parts.join('\n'), width, height }
}

function shapeMarkup(one: Shape): string {
  switch (one.shape) {
    case 'line':
      return `<line class="stroke ${one.class}" x1="${number(one.x1)}" y1="${number(one.y1)}" x2="${number(one.x2)}" y2="${number(one.y2)}"/>`
    case 'head':
      return `<path class="fill ${one.class}" d="${headPath(one)}"/>`
    case 'text':
      return `<text class="fill ${one.class}" x="${number(one.x)}" y="${number(one.y)}" text-anchor="${one.anchor}">${escapeMarkup(one.text)}</text>`
    case 'box':
      return `<rect class="${one.class}" x="${number(one.x)}" y="${number(one.y)}" width="${number(one.width)}" height="${number(one.height)}" rx="5"/>`
    case 'circle':
      return `<circle class="fill ${one.class}" cx="${number(one.x)}" cy="${number(one.y)}" r="4"/>`
    case 'cross':
      return `<path class="stroke ${one.class}" d="M${number(one.x - 4)} ${number(one.y - 4)}l8 8m0 -8l-8 8"/>`
  }
}
