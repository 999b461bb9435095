import { z } from 'zod'
import { changesOf } from './changes.ts'
import { FilterSet, PlaceBookmark } from './places.ts'
import { call, stream } from './rpc.ts'
import { ConnectionSettings } from './sessions.ts'
import { ImportFile } from './siteExchange.ts'

export const AppInfo = z.object({
  version: z.string(),
  host: z.enum(['desktop', 'web', 'cli']),
  platform: z.enum(['win32', 'darwin', 'linux']),
  /** What protects saved passwords here. */
  secretProtection: z.enum(['keychain', 'vault', 'none']),
  /** Whether files can be opened in other programs of this machine. */
  opensFiles: z.boolean().default(false),
  /** What this host can do when the queue has ended. */
  endActions: z.array(z.enum(['quit', 'sleep'])).default([]),
  /** A session that the start command asked for (demo, ftp:// link); opened by the window. */
  openAtStart: z
    .object({
      title: z.string(),
      settings: ConnectionSettings,
      /** Set for the practice server only, whose password is public. */
      password: z.string().optional(),
      localFolder: z.string().optional(),
    })
    .optional(),
  /** An export of sites that the user opened from the desktop: looked at first, as always. */
  importAtStart: ImportFile.optional(),
})
export type AppInfo = z.infer<typeof AppInfo>

/** Speed limits for some hours of some days, in this machine's local time. */
export const SpeedRule = z.object({
  /** 0 is Sunday. The days on which it begins. */
  days: z.array(z.int().min(0).max(6)).min(1).max(7),
  /** Minutes since midnight: the first one, and the first one after. Not later: the next day's. */
  from: z.int().min(0).max(1_439),
  to: z.int().min(0).max(1_440),
  /** Bytes a second; 0: no limit. */
  downloadLimit: z.number().min(0),
  uploadLimit: z.number().min(0),
})
export type SpeedRule = z.infer<typeof SpeedRule>

/** Parts of the window that remember how they were left. */
export const ScreenPart = z.enum([
  'layout',
  'pane.local',
  'pane.remote',
  'compare',
  'synchronize',
  'queueView',
  'sites',
  'connection',
])
export type ScreenPart = z.infer<typeof ScreenPart>

const longestPart = 65_536
/** What a part remembers is its own affair; here it is any JSON of a sensible length. */
const Remembered = z
  .json()
  .refine((value) => JSON.stringify(value).length <= longestPart, 'is longer than 64 KiB')

export const Settings = z.object({
  language: z.enum(['system', 'en', 'zh-CN']).default('system'),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** Transfers at a time over all servers. */
  parallelTransfers: z.int().min(1).max(32).default(4),
  parallelUploads: z.int().min(1).max(32).default(4),
  parallelDownloads: z.int().min(1).max(32).default(4),
  /** Bytes a second; 0: no limit. */
  downloadLimit: z.number().min(0).default(0),
  uploadLimit: z.number().min(0).default(0),
  /** Both directions together. */
  totalLimit: z.number().min(0).default(0),
  /** In place of the two limits of directions while one applies; the first of those counts. */
  speedSchedule: z.array(SpeedRule).max(50).default([]),
  /** Id of the filter set that folder transfers use; empty: none. */
  transferFilterSet: z.string().default(''),
  /** What to do when the last transfer has ended. */
  notifyAtEnd: z.boolean().default(true),
  soundAtEnd: z.boolean().default(false),
  /** Carried out once, where the host can; then it is `nothing` again. */
  whenQueueEnds: z.enum(['nothing', 'quit', 'sleep']).default('nothing'),
  onConflictUpload: z
    .enum([
      'ask',
      'overwrite',
      'skip',
      'rename',
      'resume',
      'overwrite-if-newer',
      'overwrite-if-size-differs',
      'overwrite-if-different',
    ])
    .default('ask'),
  onConflictDownload: z
    .enum([
      'ask',
      'overwrite',
      'skip',
      'rename',
      'resume',
      'overwrite-if-newer',
      'overwrite-if-size-differs',
      'overwrite-if-different',
    ])
    .default('ask'),
  preserveTimes: z.boolean().default(true),
  /** Files get the permission bits of their source: SITE CHMOD on servers, chmod here. */
  preservePermissions: z.boolean().default(false),
  /** From server to server straight where both allow it (FXP), or always through this machine. */
  copyBetweenServers: z.enum(['direct', 'relayed']).default('direct'),
  /** Uploads go to a temporary name and are renamed when verified. */
  uploadToTemporaryName: z.boolean().default(false),
  /** Compare hashes where the server offers one. */
  verifyByHash: z.boolean().default(false),
  /** What to do at start with items that were under way. */
  resumeQueueAtStart: z.enum(['ask', 'resume', 'hold']).default('ask'),
  rememberHistory: z.boolean().default(true),
  /** Also writes the protocol log to files in the data folder, one a server. */
  keepLogFiles: z.boolean().default(false),
  /** Path of the program in which files are edited; empty: the system's for each file. */
  editorProgram: z.string().trim().max(4_096).default(''),
  /** What happens when a file that is being edited in another program was saved there. */
  uploadEdits: z.enum(['ask', 'automatic']).default('ask'),
  /** Off: no password is ever written, and Sampan asks each time. */
  savePasswords: z.boolean().default(true),
  /** Minutes without use after which the vault locks itself; 0: never. */
  autoLockMinutes: z.int().min(0).max(1_440).default(15),
  /** Starts with the user's session; desktop only. */
  openAtLogin: z.boolean().default(false),
  /** Transfers go on with an icon in the tray when the last window is closed; desktop only. */
  keepInTray: z.boolean().default(false),
  /** Asks the place of releases for a newer version; desktop only, never before the user agreed. */
  checkForUpdates: z.boolean().default(false),
  updateChannel: z.enum(['latest', 'beta']).default('latest'),
  keyProfile: z.enum(['standard', 'commander']).default('standard'),
  /** Version whose news the user has seen; empty before the first start. */
  seenVersion: z.string().max(40).default(''),
  bookmarks: z.array(PlaceBookmark).max(500).default([]),
  filterSets: z.array(FilterSet).max(200).default([]),
  /** Columns, sizes and the like. A change names only the parts that it is about. */
  screen: z.partialRecord(ScreenPart, Remembered).default({}),
})
export type Settings = z.infer<typeof Settings>

/** What is not named stays as it is. */
export const SettingsChange = changesOf(Settings)
export type SettingsChange = z.infer<typeof SettingsChange>

export const PracticeServerInfo = z.object({
  title: z.string(),
  settings: ConnectionSettings,
  password: z.string(),
  folder: z.string(),
})
export type PracticeServerInfo = z.infer<typeof PracticeServerInfo>

/** Log files lie in `folder`; a failure switched them off. */
export const LogFilesState = z.object({ folder: z.string(), failure: z.string().optional() })
export type LogFilesState = z.infer<typeof LogFilesState>

export const appCalls = {
  appInfo: call(z.tuple([]), AppInfo),
  /** Starts the built-in practice server (once) and tells how to reach it. */
  startPractice: call(z.tuple([]), PracticeServerInfo),
  watchSettings: stream(z.tuple([]), Settings),
  changeSettings: call(z.tuple([SettingsChange]), Settings),
  watchLogFiles: stream(z.tuple([]), LogFilesState),
}
