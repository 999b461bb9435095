import { defineStore } from 'pinia'
import { ref } from 'vue'
import { z } from 'zod'
import { useScreenPart } from './screen.ts'

export const DockTab = z.enum(['queue', 'failed', 'done', 'protocol'])
export type DockTab = z.infer<typeof DockTab>

/** Actions of the toolbar, before the user has chosen others. */
export const standardToolbar = ['sites', 'connect', 'toggle-theme', 'settings'] as const

const Layout = z
  .object({
    /** Width of the local pane as a share of both. */
    split: z.number().min(0.1).max(0.9).default(0.5),
    dockHeight: z.number().min(80).max(2_000).default(232),
    /** Where queue and protocol stand, and how wide they are at the right. */
    dockSide: z.enum(['bottom', 'right']).default('bottom'),
    dockWidth: z.number().min(240).max(3_000).default(440),
    isDockOpen: z.boolean().default(true),
    dockTab: DockTab.default('queue'),
    showHidden: z.boolean().default(true),
    /** Folder trees: shown or not, and how wide (pixels). */
    trees: z
      .object({ local: z.boolean(), remote: z.boolean() })
      .default({ local: false, remote: false }),
    toolbar: z
      .array(z.string().max(60))
      .max(40)
      .default([...standardToolbar]),
    treeWidth: z.number().min(100).max(800).default(190),
  })
  .prefault({})

export type DialogName = 'settings' | 'palette' | 'about' | 'news' | 'keys' | 'toolbar'

/** Where things stand on the screen, and which of the window's own dialogs is open. */
export const useLayout = defineStore('layout', () => {
  const remembered = useScreenPart('layout', Layout)
  const dialog = ref<DialogName>()

  const showDock = (tab: DockTab) => {
    remembered.value.dockTab = tab
    remembered.value.isDockOpen = true
  }
  return { remembered, dialog, showDock }
})
