/** Our own hint follows the pointer; the browser's picture of the row would only cover it. */
const blank = new Image()
blank.src = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

export function hideDragImage(transfer: DataTransfer): void {
  transfer.setDragImage(blank, 0, 0)
}
