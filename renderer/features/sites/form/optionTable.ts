import type { SiteOptions } from '../../../../electron/contract/sites.ts'

export type OptionName = keyof SiteOptions
export type SwitchName = 'showHidden' | 'noEpsv' | 'noMlsd' | 'noUtf8' | 'mdtmForTimes' | 'listAll'
export type NumberName =
  | 'connectionLimit'
  | 'parallelUploads'
  | 'parallelDownloads'
  | 'uploadLimit'
  | 'downloadLimit'
  | 'connectTimeout'
  | 'replyTimeout'
  | 'dataIdleTimeout'
  | 'finalReplyTimeout'
  | 'keepAliveInterval'
  | 'timeOffsetMinutes'

export type NumberRange = {
  minimum: number
  maximum: number
  unit?: 'seconds' | 'minutes' | 'speed'
  /** Size of what the user types in the option's own unit. */
  scale?: number
}

export const numberRanges: Record<NumberName, NumberRange> = {
  connectionLimit: { minimum: 1, maximum: 32 },
  parallelUploads: { minimum: 1, maximum: 32 },
  parallelDownloads: { minimum: 1, maximum: 32 },
  uploadLimit: { minimum: 0, maximum: 100_000_000, unit: 'speed', scale: 1024 },
  downloadLimit: { minimum: 0, maximum: 100_000_000, unit: 'speed', scale: 1024 },
  connectTimeout: { minimum: 1, maximum: 600, unit: 'seconds' },
  replyTimeout: { minimum: 1, maximum: 600, unit: 'seconds' },
  dataIdleTimeout: { minimum: 1, maximum: 3_600, unit: 'seconds' },
  finalReplyTimeout: { minimum: 1, maximum: 3_600, unit: 'seconds' },
  keepAliveInterval: { minimum: 0, maximum: 3_600, unit: 'seconds' },
  timeOffsetMinutes: { minimum: -1_440, maximum: 1_440, unit: 'minutes' },
}

/** A form's options: what is set, and what holds where nothing is. */
export type OptionsModel = {
  own: SiteOptions
  inherited: SiteOptions
  set<K extends OptionName>(name: K, value: SiteOptions[K] | undefined): void
  /** Several sites that differ: nothing is shown as set. */
  isMixed?: (name: OptionName) => boolean
}
