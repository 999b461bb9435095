import { z } from 'zod'
import { call, stream } from './rpc.ts'

/** One action of the page, as a native menu shows it. */
const MenuAction = z.strictObject({
  kind: z.literal('action'),
  id: z.string().max(60),
  label: z.string().max(200),
  /** As the page writes keys: `Mod+Shift+T`. The page itself listens for it. */
  key: z.string().max(40).optional(),
  /** Its key works wherever the keyboard is, not only in a list of files. */
  isEverywhere: z.boolean(),
  isEnabled: z.boolean(),
  /** Set for actions that switch something. */
  isOn: z.boolean().optional(),
})
export type MenuAction = z.infer<typeof MenuAction>

const MenuEntry = z.discriminatedUnion('kind', [
  MenuAction,
  z.strictObject({ kind: z.literal('separator') }),
  z.strictObject({
    kind: z.literal('submenu'),
    label: z.string().max(200),
    entries: z.array(MenuAction).max(100),
  }),
])
export type MenuEntry = z.infer<typeof MenuEntry>

/** All actions of a page, in the menus they belong to. */
export const MenuPlan = z
  .array(
    z.strictObject({
      place: z.enum(['files', 'go', 'transfers', 'connection', 'window']),
      label: z.string().max(200),
      entries: z.array(MenuEntry).max(200),
    }),
  )
  .max(5)
export type MenuPlan = z.infer<typeof MenuPlan>

export const ProgramDetails = z.object({
  /** Software that runs this window, as `Electron` to its version. */
  versions: z.record(z.string(), z.string()),
  /** Licences of everything that is part of the program. */
  notices: z.string(),
  dataFolder: z.string(),
})
export type ProgramDetails = z.infer<typeof ProgramDetails>

export const UpdateState = z.discriminatedUnion('state', [
  /** The user has not agreed to ask. */
  z.object({ state: z.literal('off') }),
  /** This build does not know where its releases are. */
  z.object({ state: z.literal('unavailable') }),
  z.object({ state: z.literal('current') }),
  z.object({ state: z.literal('available'), version: z.string(), canInstall: z.boolean() }),
])
export type UpdateState = z.infer<typeof UpdateState>

/**
 * What a window asks of the program around it rather than of the engine; each host answers for
 * itself, with `not-supported` where it cannot.
 */
export const shellCalls = {
  /** Shows the page's actions in the native menu, in place of what it offered before. */
  offerMenu: call(z.tuple([MenuPlan]), z.void()),
  /** Ids of actions chosen in the native menu. */
  watchMenuChoices: stream(z.tuple([]), z.string()),
  /** A further window on the same engine; where only the page can open one, its link. */
  openWindow: call(z.tuple([]), z.object({ link: z.string().optional() })),
  /** Asks the user for a local folder; none when the user thought better of it. */
  chooseFolder: call(z.tuple([]), z.string().optional()),
  /** Shows a local entry in the system's file manager. */
  revealLocal: call(z.tuple([z.string().min(1).max(32_768)]), z.void()),
  /** How many things with unsaved changes the window shows; the end of the program asks then. */
  noteUnsaved: call(z.tuple([z.int().min(0).max(10_000)]), z.void()),
  /** Ends the program; asks first where something would be interrupted or lost. */
  endProgram: call(z.tuple([]), z.void()),
  programDetails: call(z.tuple([]), ProgramDetails),
  checkForUpdate: call(z.tuple([]), UpdateState),
  /** Ends the program and starts the version that `checkForUpdate` found. */
  installUpdate: call(z.tuple([]), z.void()),
  /** What the program wrote about itself, without secrets, for a report that the user reads first. */
  diagnosticReport: call(z.tuple([]), z.string()),
}
