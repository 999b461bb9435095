import { ipcMain, nativeImage } from 'electron'
import type { IpcMainEvent } from 'electron'
import { createLocalGuard } from '../engine/files/localRoots.ts'
import { dragChannel } from './channel.ts'
import { filesToDrag } from './dragPaths.ts'
import { isOurPage } from './port.ts'

/** What follows the pointer: a drag without a picture is refused by the system. */
const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAJUlEQVR42mNgoBbgzmv6TwrGasD9D5+JwqMGjBow3A2gKDORCwCh+SF3X3UxGwAAAABJRU5ErkJggg=='

/** Begins the system's own drag when a page of ours asks for it. Gives the stop. */
export function listenForDrags(roots: string[] | undefined): () => void {
  const guard = createLocalGuard(roots)
  const onDrag = (event: IpcMainEvent, value: unknown) => {
    if (!isOurPage(event)) return
    void filesToDrag(value, guard)
      .then((files) => {
        const [file] = files
        if (file === undefined || event.sender.isDestroyed()) return
        event.sender.startDrag({ file, files, icon: nativeImage.createFromDataURL(picture) })
      })
      // Whatever the page asked for is not dragged; there is nobody to tell but the hand.
      .catch(() => {})
  }
  ipcMain.on(dragChannel, onDrag)
  return () => void ipcMain.off(dragChannel, onDrag)
}
