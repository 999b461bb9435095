import { getDocument } from 'pdfjs-dist'
import { WorkerMessageHandler } from 'pdfjs-dist/build/pdf.worker.mjs'

/** Loaded only when a PDF is shown. */

declare global {
  var pdfjsWorker: { WorkerMessageHandler: unknown } | undefined
}
// In the page itself: a worker's script address would need a policy of its own (Trusted Types).
globalThis.pdfjsWorker = { WorkerMessageHandler }

export type PdfPages = {
  count: number
  /** Draws a page, counted from 1, to the width of its canvas's parent in pixels. */
  draw(canvas: HTMLCanvasElement, page: number, width: number): Promise<void>
  close(): Promise<void>
}

/** Scripts of a PDF never run here: pdf.js runs none unless a sandbox for them is given. */
export async function openPdf(data: Uint8Array): Promise<PdfPages> {
  const task = getDocument({ data, useWasm: false, enableXfa: false })
  const file = await task.promise
  return {
    count: file.numPages,
    async draw(canvas, number, width) {
      const page = await file.getPage(number)
      const scale = (width / page.getViewport({ scale: 1 }).width) * devicePixelRatio
      const viewport = page.getViewport({ scale })
      canvas.width = Math.floor(viewport.width)
      canvas.height = Math.floor(viewport.height)
      await page.render({ canvas, viewport }).promise
    },
    close: () => task.destroy(),
  }
}
