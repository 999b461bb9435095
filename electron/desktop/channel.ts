/** What preload and main process say to each other; both ends of one envelope. */

/** From a page: `page` names the document, `text` is a message of the bridge as JSON. */
export const upChannel = 'sampan:up'
/** From a page: paths of local files that the user drags out of the window. */
export const dragChannel = 'sampan:drag'
/** To a page: the same envelope, or `{ page, closed: true }` when the engine ends. */
export const downChannel = 'sampan:down'

export type Down = { page: string; text: string } | { page: string; closed: true }

/** Where the page lives; nothing else is ever loaded. */
export const appOrigin = 'app://sampan'
export const startPage = `${appOrigin}/index.html`
