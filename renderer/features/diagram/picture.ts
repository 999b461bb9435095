import { t } from '../../i18n.ts'
import { wordTime } from '../protocolLog/times.ts'
import { lanes } from './ladder.ts'
import type { LadderRow, Lane } from './ladder.ts'
import { ladderPairSvg, ladderSvg } from './svg.ts'
import type { Drawing } from './svg.ts'
import { wordRow } from './words.ts'

const pictureWidth = 960
const sideWidth = 640
/** A browser's canvas has an end; a longer ladder is better saved as SVG. */
const maximumPixels = 16_000

export const pictureOf = (rows: readonly LadderRow[]): string =>
  ladderSvg(drawingOf(rows, pictureWidth))

/** Two figures to be looked at together. */
export const pairPictureOf = (
  sides: readonly { title: string; rows: readonly LadderRow[] }[],
): string =>
  ladderPairSvg(sides.map(({ title, rows }) => ({ title, ...drawingOf(rows, sideWidth) })))

function drawingOf(rows: readonly LadderRow[], width: number): Drawing {
  const first = rows[0]?.event
  return {
    rows,
    width,
    laneNames: Object.fromEntries(lanes.map((lane) => [lane, t(`diagram.lane.${lane}`)])) as Record<
      Lane,
      string
    >,
    wordsOf: (row) => wordRow(row, wordTime('start', row.event, first, undefined)),
  }
}

/** The picture in points, twice as fine as the screen's. Rejects when the browser cannot draw it. */
export async function pointsOf(svg: string): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const scale = Math.min(2, maximumPixels / image.height)
  const canvas = document.createElement('canvas')
  canvas.width = image.width * scale
  canvas.height = image.height * scale
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large'))),
      'image/png',
    ),
  )
}
