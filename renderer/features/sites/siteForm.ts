import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { SiteDraft } from '../../../electron/contract/sites.ts'
import type { SecretName, Site } from '../../../electron/contract/sites.ts'
import { t } from '../../i18n.ts'
import { useNotices } from '../../stores/notices.ts'
import { useSites } from '../../stores/sites.ts'
import { useVault } from '../../stores/vault.ts'
import { parseAddress, defaultPort } from '../connection/address.ts'

/** The draft as it stands in the fields: a text may be empty, a number missing. */
export type FormDraft = Omit<SiteDraft, 'port'> & { port: number | undefined }
export type FormProblem = 'name' | 'host' | 'port' | 'user' | 'other'

const emptyDraft = (): FormDraft => ({
  name: '',
  parentId: null,
  notes: '',
  isFavourite: false,
  host: '',
  port: undefined,
  encryption: 'auto',
  logon: 'password',
  user: '',
  synchronizedBrowsing: false,
  bookmarks: [],
  synchronizations: [],
  postLoginCommands: [],
  options: {},
})

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

export function draftOfSite(site: Site): FormDraft {
  const { id: _id, position: _position, trustedCertificates: _trusted, ...draft } = site
  return clone(draft)
}

/** Without empty texts, which mean that a field is not set. */
function compact(draft: FormDraft): unknown {
  const isSet = ([, value]: [string, unknown]) => value !== '' && value !== undefined
  const filled = Object.fromEntries(Object.entries(draft).filter(isSet))
  return {
    ...filled,
    name: draft.name.trim() || draft.host.trim(),
    notes: draft.notes,
    user: draft.user,
    port: draft.port ?? defaultPort(draft.encryption),
    postLoginCommands: draft.postLoginCommands.map((line) => line.trim()).filter(Boolean),
    bookmarks: draft.bookmarks
      .map((bookmark) => Object.fromEntries(Object.entries(bookmark).filter(isSet)))
      .filter(({ name, localFolder, remoteFolder }) => name || localFolder || remoteFolder)
      .map((bookmark) => ({
        ...bookmark,
        name: bookmark['name'] ?? bookmark['remoteFolder'] ?? bookmark['localFolder'],
      })),
  }
}

/** A form in the place of the site's: the defaults, or several sites at once. */
export type OtherForm = { isDirty(): boolean; save(): Promise<boolean>; discard(): void }

/** The site in the form, saved or not, with the secrets that were typed and not saved yet. */
export const useSiteForm = defineStore('site-form', () => {
  const sites = useSites()
  const vault = useVault()
  const notices = useNotices()
  const id = ref<string>()
  /** Counts the sites that were in the form; saving a new one does not change it. */
  const turn = ref(0)
  const draft = ref<FormDraft>(emptyDraft())
  const before = shallowRef(JSON.stringify(draft.value))
  /** Typed and to be saved; null: to be forgotten. */
  const secrets = ref<Partial<Record<SecretName, string | null>>>({})
  const saved = shallowRef<readonly SecretName[]>([])
  const isSaving = ref(false)
  let saving: Promise<unknown> = Promise.resolve()
  const leaving = shallowRef<() => void>()
  const other = shallowRef<OtherForm>()

  const isDirty = computed(
    () => JSON.stringify(draft.value) !== before.value || Object.keys(secrets.value).length > 0,
  )
  const parsed = computed(() => SiteDraft.safeParse(compact(draft.value)))
  const problems = computed<ReadonlySet<FormProblem>>(() => {
    const found = new Set<FormProblem>()
    if (!parseAddress(draft.value.host).isValid) found.add('host')
    for (const issue of parsed.value.error?.issues ?? []) {
      const [field] = issue.path
      found.add(field === 'host' || field === 'port' || field === 'user' ? field : 'other')
    }
    return found
  })
  const isValid = computed(() => problems.value.size === 0)

  const begin = (next: FormDraft, siteId?: string) => {
    id.value = siteId
    draft.value = next
    before.value = JSON.stringify(next)
    secrets.value = {}
    saved.value = []
  }
  const readSaved = async (siteId: string) => {
    const names = await sites.api().savedSecrets(siteId)
    if (id.value === siteId) saved.value = names
  }
  const load = (site: Site) => {
    if (id.value !== site.id) turn.value++
    begin(draftOfSite(site), site.id)
    readSaved(site.id).catch(notices.showError)
  }
  const startNew = (parentId: string | null) => {
    turn.value++
    begin({ ...emptyDraft(), parentId })
  }

  /** Moves what a pasted address names into the fields it belongs to. */
  const spreadHost = () => {
    const result = parseAddress(draft.value.host)
    if (!result.isValid) return
    const { host, port, user, password, encryption, folder } = result.address
    draft.value.host = host
    if (port !== undefined) draft.value.port = port
    if (user !== undefined) draft.value.user = user
    if (encryption !== undefined) draft.value.encryption = encryption
    if (folder !== undefined) draft.value.remoteFolder = folder
    if (password !== undefined) secrets.value.password = password
  }

  /** What was sent is saved; what was typed since stays in the fields, unsaved. */
  const settle = (site: Site, sent: string, typed: typeof secrets.value) => {
    const kept = draftOfSite(site)
    before.value = JSON.stringify(kept)
    if (JSON.stringify(draft.value) === sent) draft.value = kept
    const isNewer = ([name, secret]: [string, unknown]) => secret !== typed[name as SecretName]
    secrets.value = Object.fromEntries(Object.entries(secrets.value).filter(isNewer))
  }

  /** Saves; undefined when it is not right yet or could not be written. */
  const save = (): Promise<Site | undefined> => {
    spreadHost()
    if (!isValid.value || !parsed.value.success || isSaving.value) return Promise.resolve(undefined)
    isSaving.value = true
    const job = write(parsed.value.data)
    saving = job
    return job
  }
  const write = async (data: SiteDraft): Promise<Site | undefined> => {
    const own = turn.value
    try {
      const typed = { ...secrets.value }
      const sent = JSON.stringify(draft.value)
      const keeps = Object.values(typed).some((secret) => secret)
      const canKeep = !keeps || (await vault.ensureOpen())
      const site = await sites.save(data, id.value)
      if (turn.value === own) id.value = site.id
      if (canKeep && Object.keys(typed).length > 0) await sites.api().changeSecrets(site.id, typed)
      else if (!canKeep) notices.showInfo(t('sites.secret.notSaved'))
      if (turn.value === own) settle(site, sent, typed)
      await readSaved(site.id)
      return site
    } catch (thrown) {
      notices.showError(thrown)
      return undefined
    } finally {
      isSaving.value = false
    }
  }
  const discard = () => {
    const site = id.value === undefined ? undefined : sites.sites.get(id.value)
    if (site) load(site)
    else begin(emptyDraft())
  }

  /** Until the returned function is called, leaving settles what is unsaved in that form. */
  const attach = (form: OtherForm) => {
    other.value = form
    return () => {
      if (other.value === form) other.value = undefined
    }
  }
  const changedOther = () => (other.value?.isDirty() ? other.value : undefined)
  /** Goes on at once, or when the user has decided what happens to the changes. */
  const leave = (next: () => void) => {
    // What is being written is not unsaved.
    if (isSaving.value) void saving.then(() => leave(next))
    else if (isDirty.value || changedOther()) leaving.value = next
    else next()
  }
  const saveAndLeave = async () => {
    const next = leaving.value
    leaving.value = undefined
    const form = changedOther()
    if (form ? await form.save() : await save()) next?.()
  }
  const discardAndLeave = () => {
    const next = leaving.value
    leaving.value = undefined
    const form = changedOther()
    if (form) form.discard()
    else discard()
    next?.()
  }
  /** Whether what is unsaved could be saved as it is. */
  const canSave = computed(() => changedOther() !== undefined || isValid.value)

  return {
    id,
    turn,
    draft,
    secrets,
    saved,
    isDirty,
    isSaving,
    isValid,
    problems,
    parsed,
    leaving,
    load,
    startNew,
    spreadHost,
    save,
    discard,
    leave,
    attach,
    saveAndLeave,
    discardAndLeave,
    canSave,
  }
})
