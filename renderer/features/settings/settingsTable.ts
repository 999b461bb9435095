import { Settings } from '../../../electron/contract/app.ts'
import { ConflictPolicy } from '../../../electron/contract/transfers.ts'
import { t } from '../../i18n.ts'

/** Settings with a value of one type. */
type Named<V> = {
  [K in keyof Settings]: Settings[K] extends V ? K : never
}[keyof Settings]
export type SwitchName = Extract<
  Named<boolean>,
  | 'preserveTimes'
  | 'preservePermissions'
  | 'verifyByHash'
  | 'uploadToTemporaryName'
  | 'savePasswords'
  | 'rememberHistory'
  | 'keepLogFiles'
>
export type NumberName = Extract<
  Named<number>,
  | 'parallelTransfers'
  | 'parallelDownloads'
  | 'parallelUploads'
  | 'downloadLimit'
  | 'uploadLimit'
  | 'totalLimit'
  | 'autoLockMinutes'
>
export type ChoiceName =
  | 'language'
  | 'theme'
  | 'onConflictUpload'
  | 'onConflictDownload'
  | 'resumeQueueAtStart'
  | 'copyBetweenServers'
  | 'uploadEdits'

export type Setting =
  | { kind: 'switch'; name: SwitchName }
  | {
      kind: 'number'
      name: NumberName
      minimum: number
      maximum: number
      unit?: 'speed' | 'minutes'
      /** Size of what the user types in the setting's own unit. */
      scale?: number
    }
  | { kind: 'choice'; name: ChoiceName; choices(): { value: string; label: string }[] }
  | { kind: 'text'; name: 'editorProgram' }
  | { kind: 'schedule'; name: 'speedSchedule' }

export const groupNames = [
  'appearance',
  'transfers',
  'conflicts',
  'editing',
  'safety',
  'privacy',
] as const
export type GroupName = (typeof groupNames)[number]

const policies = () =>
  ConflictPolicy.options.map((value) => ({ value, label: t(`settings.conflict.${value}`) }))
const transfers = { minimum: 1, maximum: 32 }
const speed = { minimum: 0, maximum: 100_000_000, unit: 'speed', scale: 1024 } as const

/** Every setting of this window, in the order in which they are shown. */
export const settingsTable: Record<GroupName, readonly Setting[]> = {
  appearance: [
    {
      kind: 'choice',
      name: 'language',
      choices: () => [
        { value: 'system', label: t('settings.language.system') },
        { value: 'en', label: t('settings.language.en') },
        { value: 'zh-CN', label: t('settings.language.zhCN') },
      ],
    },
    {
      kind: 'choice',
      name: 'theme',
      choices: () =>
        (['system', 'light', 'dark'] as const).map((value) => ({
          value,
          label: t(`settings.theme.${value}`),
        })),
    },
  ],
  transfers: [
    { kind: 'number', name: 'parallelTransfers', ...transfers },
    { kind: 'number', name: 'parallelDownloads', ...transfers },
    { kind: 'number', name: 'parallelUploads', ...transfers },
    { kind: 'number', name: 'downloadLimit', ...speed },
    { kind: 'number', name: 'uploadLimit', ...speed },
    { kind: 'number', name: 'totalLimit', ...speed },
    { kind: 'schedule', name: 'speedSchedule' },
    {
      kind: 'choice',
      name: 'copyBetweenServers',
      choices: () =>
        (['direct', 'relayed'] as const).map((value) => ({
          value,
          label: t(`settings.betweenServers.${value}`),
        })),
    },
    {
      kind: 'choice',
      name: 'resumeQueueAtStart',
      choices: () =>
        (['ask', 'resume', 'hold'] as const).map((value) => ({
          value,
          label: t(`settings.resume.${value}`),
        })),
    },
  ],
  conflicts: [
    { kind: 'choice', name: 'onConflictUpload', choices: policies },
    { kind: 'choice', name: 'onConflictDownload', choices: policies },
  ],
  editing: [
    { kind: 'text', name: 'editorProgram' },
    {
      kind: 'choice',
      name: 'uploadEdits',
      choices: () =>
        (['ask', 'automatic'] as const).map((value) => ({
          value,
          label: t(`settings.uploadEditsChoice.${value}`),
        })),
    },
  ],
  safety: [
    { kind: 'switch', name: 'preserveTimes' },
    { kind: 'switch', name: 'preservePermissions' },
    { kind: 'switch', name: 'verifyByHash' },
    { kind: 'switch', name: 'uploadToTemporaryName' },
  ],
  privacy: [
    { kind: 'switch', name: 'savePasswords' },
    { kind: 'number', name: 'autoLockMinutes', minimum: 0, maximum: 1_440, unit: 'minutes' },
    { kind: 'switch', name: 'rememberHistory' },
    { kind: 'switch', name: 'keepLogFiles' },
  ],
}

/** Not before it is asked for: the page forbids zod's compiler only when it has begun. */
export const factorySettings = (): Settings => Settings.parse({})

const wordsOf = (setting: Setting) =>
  setting.kind === 'schedule'
    ? `${t('settings.schedule.label')} ${t('settings.schedule.hint')}`
    : `${t(`settings.item.${setting.name}.label`)} ${t(`settings.item.${setting.name}.hint`)}`

/** Those whose name or explanation holds every word that was typed. */
export function searchSettings(
  typed: string,
  isPossible: (setting: Setting) => boolean,
): [GroupName, readonly Setting[]][] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return groupNames
    .map((group): [GroupName, readonly Setting[]] => [
      group,
      settingsTable[group].filter((setting) => {
        const text = `${wordsOf(setting)} ${t(`settings.group.${group}`)}`.toLowerCase()
        return isPossible(setting) && words.every((word) => text.includes(word))
      }),
    ])
    .filter(([, found]) => found.length > 0)
}
