/** The world of the preload script, apart from the page's as contextIsolation has it. */
export const preloadWorld = 'Electron Isolated Context'
export const bindingName = '__substituteSend'

/**
 * Runs in the page's own world before any of its scripts: makes what the preload script exposes.
 * Worlds share no objects but the DOM, so a call travels as an event with a DataTransfer, which can
 * carry text and files and brings the result back at once.
 */
export const pageWorldScript = (secret: string) => `(() => {
  if (window !== top) return
  const secret = ${JSON.stringify(secret)}
  const callbacks = []
  addEventListener(secret + 'expose', (event) => {
    const { key, names } = JSON.parse(event.detail)
    const call = (name) => (...args) => {
      const transfer = new DataTransfer()
      const sent = args.map((arg) => {
        if (typeof arg === 'function') return { callback: callbacks.push(arg) - 1 }
        if (!(arg instanceof File)) return { value: JSON.parse(JSON.stringify(arg)) }
        transfer.items.add(arg)
        return { file: transfer.files.length - 1 }
      })
      transfer.setData('text/plain', JSON.stringify({ key, name, sent }))
      dispatchEvent(new DragEvent(secret + 'call', { dataTransfer: transfer }))
      const { result, error } = JSON.parse(transfer.getData('text/html'))
      if (error) throw new Error(error)
      return result
    }
    window[key] = Object.freeze(Object.fromEntries(names.map((name) => [name, call(name)])))
  })
  addEventListener(secret + 'back', (event) => {
    const { callback, args } = JSON.parse(event.detail)
    callbacks[callback](...args)
  })
  // In Electron the main process decides before a window exists; a refused one is null.
  window.open = (url = '') => {
    const detail = new URL(url, document.baseURI).href
    dispatchEvent(new CustomEvent(secret + 'open', { detail }))
    return null
  }
})()`

/** Runs in the preload's world: the \`electron\` that a sandboxed preload script can require. */
export const preloadWorldScript = (secret: string, preload: string) => `(() => {
  if (window !== top) return
  const secret = ${JSON.stringify(secret)}
  const exposed = {}
  const listeners = new Map()
  const knownFiles = []
  const contextBridge = {
    exposeInMainWorld(key, api) {
      exposed[key] = api
      const detail = JSON.stringify({ key, names: Object.keys(api) })
      dispatchEvent(new CustomEvent(secret + 'expose', { detail }))
    },
  }
  addEventListener(secret + 'call', (event) => {
    const transfer = event.dataTransfer
    const { key, name, sent } = JSON.parse(transfer.getData('text/plain'))
    const args = sent.map((arg) => {
      if ('value' in arg) return arg.value
      if ('file' in arg) return transfer.files[arg.file]
      return (...values) => {
        const detail = JSON.stringify({ callback: arg.callback, args: values })
        dispatchEvent(new CustomEvent(secret + 'back', { detail }))
      }
    })
    let outcome
    try {
      outcome = { result: exposed[key][name](...args) }
    } catch (error) {
      outcome = { error: String(error) }
    }
    transfer.setData('text/html', JSON.stringify(outcome))
  })
  addEventListener(secret + 'open', (event) => send({ open: event.detail }))
  const send = (message) => globalThis[${JSON.stringify(bindingName)}](JSON.stringify(message))
  const ipcRenderer = {
    send: (channel, ...args) => send({ channel, args }),
    on(channel, listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
  }
  const webUtils = {
    getPathForFile: (file) =>
      knownFiles.find((one) => one.name === file.name && one.size === file.size)?.path ?? '',
  }
  globalThis.__substituteReceive = (channel, args) => {
    for (const listener of listeners.get(channel) ?? []) listener({ sender: ipcRenderer }, ...args)
  }
  globalThis.__substituteFiles = (files) => knownFiles.push(...files)
  const electron = { contextBridge, ipcRenderer, webUtils }
  const require = (name) => {
    if (name !== 'electron') throw new Error('A sandboxed preload script cannot require ' + name)
    return electron
  }
  const process = { type: 'renderer', sandboxed: true, contextIsolated: true }
  ;(function (require, process, module, exports) {
${preload}
  })(require, process, { exports: {} }, {})
})()`
