import type { Locator, Page } from 'playwright-core'

type Point = { x: number; y: number }

/** Files and folders of this machine, dragged into the page as from a file manager. */
export async function dragFiles(page: Page, paths: string[]) {
  const session = await page.context().newCDPSession(page)
  const send = (type: 'dragEnter' | 'dragOver' | 'drop', { x, y }: Point) =>
    session.send('Input.dispatchDragEvent', {
      type,
      x,
      y,
      data: { items: [], files: paths, dragOperationsMask: 1 },
    })
  const centre = async (place: Locator): Promise<Point> => {
    const box = await place.boundingBox()
    if (!box) throw new Error('nothing to drop on')
    return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, box.height - 8) }
  }
  return {
    async over(place: Locator) {
      const point = await centre(place)
      await send('dragEnter', point)
      await send('dragOver', point)
    },
    async drop(place: Locator) {
      const point = await centre(place)
      await send('dragEnter', point)
      await send('dragOver', point)
      await send('drop', point)
      await session.detach()
    },
  }
}
