import { defineStore } from 'pinia'
import type { FileJob, PlacePair } from '../../../electron/contract/fileJobs.ts'
import type { Entry, Place } from '../../../electron/contract/files.ts'
import { useBridge } from '../../bridge.ts'
import { t } from '../../i18n.ts'
import { useNotices } from '../../stores/notices.ts'
import type { Pane } from '../../stores/pane.ts'
import { visibleText } from '../../text.ts'
import { joinPath } from '../panes/paths.ts'
import { useFileJobs } from './fileJobs.ts'
import { freeCopyName } from './names.ts'
import { useRefreshFolders } from './refreshFolders.ts'
import { useUndo } from './undo.ts'

/** What is done to files. Each shows its failure itself and refreshes only what changed. */
export const useFileOperations = defineStore('fileOperations', () => {
  const bridge = useBridge()
  const notices = useNotices()
  const jobs = useFileJobs()
  const undo = useUndo()
  const refresh = useRefreshFolders()

  const placeAt = (pane: Pane, path: string): Place => {
    if (!pane.source) throw new Error('The pane shows nothing')
    return pane.source.place(path)
  }
  const pathIn = (pane: Pane, folder: string, name: string) =>
    joinPath(folder, name, pane.source?.style ?? 'posix')
  const placesIn = (pane: Pane, folder: string, names: readonly string[]) =>
    names.map((name) => placeAt(pane, pathIn(pane, folder, name)))

  const makeFolder = async (pane: Pane, name: string, entersIt = false) => {
    const folder = placeAt(pane, pane.path)
    const made = placeAt(pane, pathIn(pane, pane.path, name))
    try {
      await bridge.api.makeFolder(made)
    } catch (thrown) {
      notices.showError(thrown)
      return
    }
    if (entersIt) pane.open(made.path)
    refresh([folder], { pane, choose: name })
    undo.add({
      text: t('operations.madeFolder', { name: visibleText(name) }),
      async undo() {
        try {
          await bridge.api.removeEmptyFolder(made)
          refresh([folder])
          if (pane.path === made.path) pane.open(folder.path)
        } catch (thrown) {
          notices.showError(thrown)
        }
      },
    })
  }

  const makeFile = async (pane: Pane, name: string) => {
    const folder = placeAt(pane, pane.path)
    try {
      await bridge.api.makeFile(placeAt(pane, pathIn(pane, pane.path, name)))
      refresh([folder], { pane, choose: name })
    } catch (thrown) {
      notices.showError(thrown)
    }
  }

  /** Renames and moves; what worked can be undone. `folders` are those that change. */
  const carryOut = async (
    pairs: readonly PlacePair[],
    folders: readonly Place[],
    words: (count: number) => string,
    active?: { pane: Pane; choose?: string },
  ) => {
    const { succeeded } = await jobs.run({ kind: 'rename', pairs: [...pairs] })
    refresh(folders, active)
    const moved = new Set(succeeded)
    const back = pairs
      .filter(({ from }) => moved.has(from.path))
      .map(({ from, to }) => ({ from: to, to: from }))
    if (back.length === 0) return
    undo.add({
      text: words(back.length),
      async undo() {
        await jobs.run({ kind: 'rename', pairs: back })
        refresh(folders)
      },
    })
  }

  const renameAll = (
    pane: Pane,
    folder: string,
    names: readonly { from: string; to: string }[],
  ) => {
    const pairs = names
      .filter(({ from, to }) => from !== to)
      .map(({ from, to }) => ({
        from: placeAt(pane, pathIn(pane, folder, from)),
        to: placeAt(pane, pathIn(pane, folder, to)),
      }))
    if (pairs.length === 0) return Promise.resolve()
    const [only] = names
    return carryOut(
      pairs,
      [placeAt(pane, folder)],
      (count) =>
        names.length === 1
          ? t('operations.renamed', {
              from: visibleText(only?.from ?? ''),
              to: visibleText(only?.to ?? ''),
            })
          : t('operations.renamedMany', { count }, count),
      names.length === 1 && only ? { pane, choose: only.to } : { pane },
    )
  }
  const rename = (pane: Pane, from: string, to: string) =>
    renameAll(pane, pane.path, [{ from, to }])

  const move = (pane: Pane, folder: string, names: readonly string[], target: string) => {
    const pairs = names.map((name) => ({
      from: placeAt(pane, pathIn(pane, folder, name)),
      to: placeAt(pane, pathIn(pane, target, name)),
    }))
    return carryOut(
      pairs,
      [placeAt(pane, folder), placeAt(pane, target)],
      (count) => t('operations.moved', { count, folder: visibleText(target) }, count),
      { pane },
    )
  }

  const copy = async (pane: Pane, target: string, pairs: readonly PlacePair[]) => {
    await jobs.run({ kind: 'copy', pairs: [...pairs] })
    refresh([placeAt(pane, target)], { pane })
  }
  const copyTo = (pane: Pane, folder: string, names: readonly string[], target: string) =>
    copy(
      pane,
      target,
      names.map((name) => ({
        from: placeAt(pane, pathIn(pane, folder, name)),
        to: placeAt(pane, pathIn(pane, target, name)),
      })),
    )
  /** Copies into the same folder under names that are free. */
  const duplicate = (pane: Pane, entries: readonly Entry[]) => {
    const taken = new Set(pane.arrived.map((row) => row.entry.name))
    const pairs = entries.map((entry) => {
      const name = freeCopyName(entry.name, entry.kind === 'directory', taken, (count) =>
        count === 1 ? t('operations.copySuffix') : t('operations.copySuffixMany', { count }),
      )
      taken.add(name)
      return {
        from: placeAt(pane, pathIn(pane, pane.path, entry.name)),
        to: placeAt(pane, pathIn(pane, pane.path, name)),
      }
    })
    return copy(pane, pane.path, pairs)
  }

  const change = async (pane: Pane, folder: string, job: FileJob) => {
    const end = await jobs.run(job)
    refresh([placeAt(pane, folder)], { pane })
    return end
  }
  const remove = (pane: Pane, folder: string, names: readonly string[]) =>
    change(pane, folder, { kind: 'delete', places: placesIn(pane, folder, names) })

  return {
    placeAt,
    placesIn,
    makeFolder,
    makeFile,
    rename,
    renameAll,
    move,
    copyTo,
    duplicate,
    change,
    remove,
  }
})
