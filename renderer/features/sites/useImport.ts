import { computed, ref, shallowRef } from 'vue'
import { AppError } from '../../../electron/contract/errors.ts'
import type {
  FoundImport,
  ImportPreview,
  ImportReport,
  ImportSource,
} from '../../../electron/contract/siteExchange.ts'
import { useNotices } from '../../stores/notices.ts'
import { useSites } from '../../stores/sites.ts'
import { useVault } from '../../stores/vault.ts'
import { clientName } from './clientName.ts'
import { useSiteManager } from './siteManager.ts'

/** As the engine has it, so that nobody waits for a file that is refused anyway. */
const largestFile = 16 * 1024 * 1024

/** One run of the import wizard. */
export function useImport() {
  const sites = useSites()
  const vault = useVault()
  const notices = useNotices()
  const manager = useSiteManager()
  const found = shallowRef<readonly FoundImport[]>([])
  const isSearched = ref(false)
  const isBusy = ref(false)
  const source = shallowRef<ImportSource>()
  const preview = shallowRef<ImportPreview>()
  const report = shallowRef<ImportReport>()
  const chosen = shallowRef<ReadonlySet<number>>(new Set())
  const password = ref('')
  const parentId = ref<string | null>(null)
  const newFolder = ref('')
  const savesPasswords = ref(true)
  const withCommands = ref(false)

  const step = computed(() => (report.value ? 'report' : preview.value ? 'preview' : 'source'))
  const hasPasswords = computed(
    () =>
      preview.value?.rows.some((row) => row.hasPassword && chosen.value.has(row.index)) ?? false,
  )
  const commandRows = computed(
    () => preview.value?.rows.filter(({ postLoginCommands }) => postLoginCommands.length > 0) ?? [],
  )

  const attempt = async (job: () => Promise<void>) => {
    isBusy.value = true
    try {
      await job()
    } catch (thrown) {
      notices.showError(thrown)
    } finally {
      isBusy.value = false
    }
  }
  const find = () =>
    attempt(async () => {
      found.value = await sites.api().findImports()
      isSearched.value = true
    })
  const read = (from: ImportSource) =>
    attempt(async () => {
      const typed = password.value === '' ? undefined : password.value
      const next = await sites.api().previewImport(from, typed)
      source.value = from
      preview.value = next
      // What is there already is left out unless the user wants it twice.
      chosen.value = new Set(
        next.rows.filter(({ duplicateOf }) => !duplicateOf).map(({ index }) => index),
      )
      if (newFolder.value === '' && sites.sites.size > 0 && next.client !== 'sampan')
        newFolder.value = clientName(next.client)
    })
  const readFile = async (file: File) => {
    if (file.size > largestFile) {
      notices.showError(new AppError('import-unreadable', 'The file is larger than 16 MiB.'))
      return
    }
    const base64 = await base64Of(file).catch(notices.showError)
    if (base64 !== undefined) await read({ kind: 'file', name: file.name, base64 })
  }
  const cancel = () => {
    if (preview.value && !report.value)
      void sites
        .api()
        .cancelImport(preview.value.ticket)
        .catch(() => {})
    preview.value = undefined
    source.value = undefined
    report.value = undefined
    password.value = ''
    newFolder.value = ''
  }
  const apply = () =>
    attempt(async () => {
      if (!preview.value) return
      const keeps = savesPasswords.value && hasPasswords.value && (await vault.ensureOpen())
      const folder = newFolder.value.trim()
      report.value = await sites.api().applyImport({
        ticket: preview.value.ticket,
        rows: [...chosen.value],
        parentId: parentId.value,
        ...(folder === '' ? {} : { newFolder: folder }),
        savePasswords: keeps,
        withCommands: withCommands.value,
      })
      manager.search = ''
    })

  return {
    found,
    isSearched,
    isBusy,
    preview,
    report,
    chosen,
    password,
    parentId,
    newFolder,
    savesPasswords,
    withCommands,
    step,
    hasPasswords,
    commandRows,
    find,
    read,
    readFound: (file: FoundImport) => read({ kind: 'found', id: file.id }),
    readFile,
    readAgain: () => (source.value ? read(source.value) : Promise.resolve()),
    cancel,
    apply,
  }
}

export type ImportRun = ReturnType<typeof useImport>

/** The page's policy allows no data: addresses, so the reader's own form is only cut. */
function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve((reader.result as string).replace(/^[^,]*,/, ''))
    reader.onerror = () => reject(new AppError('local-failed', reader.error?.message ?? ''))
    reader.readAsDataURL(file)
  })
}
