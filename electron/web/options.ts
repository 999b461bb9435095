import { parseArgs } from 'node:util'

export type WebOptions = {
  /** 0: any free port. */
  port: number
  /** A loopback address. */
  address: string
  opensBrowser: boolean
  /** One line of JSON instead of text, for scripts. */
  json: boolean
  /** Folder of profiles, queue and settings; none: the usual one. */
  dataFolder?: string
  /** Folders that the page may see on this machine; none: the home folder. */
  roots: string[]
  /** Start the built-in practice server and open it. */
  practice: boolean
}

export type Request =
  | { do: 'run'; options: WebOptions }
  | { do: 'help' }
  | { do: 'version' }
  | { do: 'refuse'; message: string }

export const help = `Serves Sampan to a browser on this machine.

  --port N        listen on this port instead of any free one
  --listen ADDR   listen on another loopback address (127.0.0.0/8 or ::1)
  --no-open       do not open the browser
  --json          print one line of JSON: name, version, url, pid
  --data DIR      keep profiles, queue and settings in this folder
  --root DIR      a folder that the page may see; can be repeated (default: your home folder)
  --practice      start the built-in practice server and open it
  --help          this text
  --version       name and version

From another machine: ssh -L PORT:127.0.0.1:PORT this-machine, then open the link there.`

/** Reads the command line. Unknown options are refused, never ignored. */
export function readOptions(args: string[]): Request {
  let values
  try {
    values = parseArgs({
      args,
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        listen: { type: 'string', default: '127.0.0.1' },
        'no-open': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        data: { type: 'string' },
        root: { type: 'string', multiple: true, default: [] },
        practice: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    return { do: 'refuse', message: (error as Error).message }
  }
  if (values.help) return { do: 'help' }
  if (values.version) return { do: 'version' }
  const port = values.port ?? '0'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    return { do: 'refuse', message: `--port wants a number up to 65535, not ${port}` }
  if (!isLoopback(values.listen))
    return {
      do: 'refuse',
      message:
        `--listen takes loopback addresses only, not ${values.listen}: whoever reaches the page ` +
        'reaches your files. Use an SSH tunnel instead, see --help.',
    }
  return {
    do: 'run',
    options: {
      port: Number(port),
      address: values.listen,
      opensBrowser: !values['no-open'],
      json: values.json,
      ...(values.data === undefined ? {} : { dataFolder: values.data }),
      roots: values.root,
      practice: values.practice,
    },
  }
}

function isLoopback(address: string): boolean {
  if (address === '::1') return true
  const parts = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)
  return parts !== null && parts.slice(1).every((part) => Number(part) <= 255)
}
