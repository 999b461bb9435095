/** The options of the command line: the parser, `--help` and the manual all read this table. */
export type Option = {
  short?: string
  /** What follows the option, as help shows it; absent: nothing does. */
  value?: string
  /** May be given several times. */
  isList?: true
  text: string
}

export const options = {
  output: {
    short: 'o',
    value: 'DIR',
    text: 'put what is fetched into this folder; it is made if missing (default: the current one)',
  },
  reverse: { text: 'from this machine to the server: mirror --reverse DIR URL' },
  long: { short: 'l', text: 'kind, size, time and permissions of each entry, not only its name' },
  recursive: { short: 'r', text: 'delete folders with all that is in them' },
  parents: { short: 'p', text: 'make the folders above as well; a folder that exists is fine' },
  parallel: { value: 'N', text: 'connections that transfer at a time, 1 to 32 (default: 4)' },
  segments: {
    value: 'N',
    text: 'connections for one big download, 1 to 32 (default: more than one where that helps)',
  },
  'on-conflict': {
    value: 'WHAT',
    text:
      'when a target exists: ask, overwrite, overwrite-if-newer, overwrite-if-size-differs, ' +
      'overwrite-if-different, resume, rename or skip (default: ask on a terminal, else leave it ' +
      'and end with 7; mirror: overwrite-if-different)',
  },
  'limit-rate': {
    value: 'RATE',
    text: 'bytes a second over all connections; 500K, 2M and 1.5M are understood',
  },
  queue: {
    value: 'DIR',
    text: 'keep the queue in this folder: what is interrupted goes on with `sampan resume`',
  },
  mode: {
    value: 'MODE',
    text: 'data connections: auto, passive or active (default: auto, which begins with passive)',
  },
  tls: {
    value: 'TLS',
    text:
      'auto (TLS if the server offers it), required, implicit or none ' +
      '(default: auto; ftps:// means implicit, ftpes:// required)',
  },
  trust: {
    value: 'SHA256',
    isList: true,
    text: 'trust the certificate with this fingerprint although no authority vouches for it',
  },
  insecure: { text: 'trust any certificate, whoever shows it: for tests only' },
  encoding: {
    value: 'NAME',
    text: 'encoding of names, for example gb18030 (default: auto, UTF-8 unless it cannot be)',
  },
  site: {
    value: 'NAME',
    text: 'use a saved site with its settings and its password; URLs are then paths on it',
  },
  data: {
    value: 'DIR',
    text: 'folder with the saved sites (default: that of the desktop application)',
  },
  json: { text: 'one JSON object a line on standard output: every event of the run' },
  quiet: { short: 'q', text: 'no progress and no summary; failures are still told' },
  help: { short: 'h', text: 'this text' },
  version: { text: 'name and version' },
} as const satisfies Record<string, Option>

export type OptionName = keyof typeof options

export const connecting = [
  'site',
  'data',
  'mode',
  'tls',
  'trust',
  'insecure',
  'encoding',
] as const satisfies OptionName[]
export const transferring = [
  'parallel',
  'segments',
  'on-conflict',
  'limit-rate',
  'queue',
] as const satisfies OptionName[]
export const reporting = ['json', 'quiet', 'help'] as const satisfies OptionName[]
