import { randomBytes } from 'node:crypto'
import { AppError } from '../../contract/errors.ts'
import { setAside } from '../storage/setAside.ts'
import { createTurns } from '../storage/inTurn.ts'
import { createIdleClock } from './idleClock.ts'
import type { ScryptCost } from './sealing.ts'
import { derivePasswordKey, keyLength, newScryptSettings, seal, unseal } from './sealing.ts'
import type { SecretStore } from './secretStore.ts'
import type { VaultContent } from './vaultFile.ts'
import { dataKeyContext, entryContext, readVault, writeVault } from './vaultFile.ts'

/** A store in one file, opened by a master password that is stored nowhere. */
export type Vault = SecretStore & {
  /** The file found at the start was damaged and lies here now. */
  readonly setAside: string | undefined
  /** Sets the vault up and opens it. Throws `not-possible-now` if there is one already. */
  create(masterPassword: string): Promise<void>
  /** Throws `wrong-master-password`, in the same words whatever was wrong. */
  unlock(masterPassword: string): Promise<void>
  /** Forgets the key at once; what is saved stays. */
  lock(): void
  /** Throws `wrong-master-password` if `current` is not the password; then nothing changes. */
  changePassword(current: string, next: string): Promise<void>
  /** Moves the file aside for good when the master password is forgotten; gives its new path. */
  giveUp(): Promise<string>
  /**
   * Locks after this many milliseconds without use. Gives what switches it off; a second call
   * replaces the first.
   */
  autoLock(idleMilliseconds: number): () => void
  /** Tells that the user is there: the idle time starts again. Use of a secret tells it too. */
  noteActivity(): void
  /** Calls back after each change of `state`. Gives what stops it. */
  onStateChange(changed: () => void): () => void
}

export type OpenedVault = {
  vault: Vault
  /** The file found was damaged and now lies here; the vault is absent. Tell the user. */
  setAside?: string
}

export type VaultOptions = {
  file: string
  /** Cost of a new password. Files keep the cost with which they were made. */
  cost?: ScryptCost
}

type State =
  | { is: 'absent' }
  | { is: 'locked'; content: VaultContent }
  | { is: 'open'; content: VaultContent; dataKey: Buffer }

/** Opens the file, if there is one, as a locked vault. Throws for one of a newer Sampan. */
export async function openVault({ file, cost }: VaultOptions): Promise<OpenedVault> {
  const found = await readVault(file)
  const start: State =
    found.state === 'present' ? { is: 'locked', content: found.content } : { is: 'absent' }
  const asideAs = found.state === 'set-aside' ? found.path : undefined
  const vault = createVault(file, start, cost, asideAs)
  return found.state === 'set-aside' ? { vault, setAside: found.path } : { vault }
}

function createVault(
  file: string,
  start: State,
  cost: ScryptCost | undefined,
  setAsideAs: string | undefined,
): Vault {
  let state = start
  // Tells a job that `lock` was called while it waited for the slow key derivation.
  let locks = 0
  const listeners = new Set<() => void>()
  const idle = createIdleClock(() => lock())
  // One writer at a time, and none between reading and writing of a change of the password.
  const inTurn = createTurns()

  function enter(next: State) {
    const changed = next.is !== state.is
    state = next
    if (changed) for (const listener of listeners) listener()
  }

  function lock() {
    locks++
    if (state.is !== 'open') return
    state.dataKey.fill(0)
    enter({ is: 'locked', content: state.content })
  }

  function enterUnlessLocked(locksBefore: number, next: State & { is: 'open' }) {
    if (state.is === 'open') state.dataKey.fill(0)
    if (locks !== locksBefore) {
      next.dataKey.fill(0)
      enter({ is: 'locked', content: next.content })
      return
    }
    idle.restart()
    enter(next)
  }

  /** The open state; an idle time that ran out while the machine slept counts as well. */
  function opened() {
    if (idle.isOver()) lock()
    if (state.is === 'open') {
      idle.restart()
      return state
    }
    if (state.is === 'locked')
      throw new AppError('vault-locked', 'The vault is locked: enter the master password')
    throw new AppError(
      'not-possible-now',
      'There is no vault yet: choose a master password, or do not save the password',
    )
  }

  /** Writes first, so that memory never holds what the disk does not. */
  async function save(content: VaultContent) {
    await writeVault(file, content)
    if (state.is === 'open') enter({ ...state, content })
    else enter({ is: 'locked', content })
  }

  const setAll = (secrets: ReadonlyMap<string, string>) =>
    inTurn(async () => {
      const { content, dataKey } = opened()
      const entries = new Map(content.entries)
      for (const [key, secret] of secrets) {
        const plain = Buffer.from(secret, 'utf8')
        entries.set(key, seal(dataKey, plain, entryContext(key)))
        plain.fill(0)
      }
      await save({ ...content, entries })
    })

  return {
    get state() {
      if (idle.isOver()) lock()
      return state.is
    },
    protection: () => 'vault',
    keys: () => (state.is === 'absent' ? [] : [...state.content.entries.keys()]),
    setAside: setAsideAs,

    async get(key) {
      if (state.is === 'absent') return undefined
      const { content, dataKey } = opened()
      const entry = content.entries.get(key)
      if (!entry) return undefined
      const plain = unseal(dataKey, entry, entryContext(key))
      if (!plain)
        throw new AppError(
          'storage-damaged',
          'A saved password in the vault is damaged: enter and save it again',
          { path: file },
        )
      const secret = plain.toString('utf8')
      plain.fill(0)
      return secret
    },

    set: (key, secret) => setAll(new Map([[key, secret]])),
    setAll,

    // Needs no key, so a site can be deleted together with its password while locked.
    delete: (key) =>
      inTurn(async () => {
        if (state.is === 'absent' || !state.content.entries.has(key)) return
        const entries = new Map(state.content.entries)
        entries.delete(key)
        await save({ ...state.content, entries })
      }),

    create: (masterPassword) =>
      inTurn(async () => {
        if (state.is !== 'absent')
          throw new AppError('not-possible-now', 'There is a vault already')
        const locksBefore = locks
        const { content, dataKey } = await sealedWith(masterPassword, new Map(), cost)
        await writeVault(file, content)
        enterUnlessLocked(locksBefore, { is: 'open', content, dataKey })
      }),

    unlock: (masterPassword) =>
      inTurn(async () => {
        if (state.is === 'absent') throw new AppError('not-possible-now', 'There is no vault yet')
        const locksBefore = locks
        const dataKey = await openDataKey(state.content, masterPassword)
        enterUnlessLocked(locksBefore, { is: 'open', content: state.content, dataKey })
      }),

    lock,

    changePassword: (current, next) =>
      inTurn(async () => {
        if (state.is === 'absent') throw new AppError('not-possible-now', 'There is no vault yet')
        const locksBefore = locks
        const old = await openDataKey(state.content, current)
        try {
          // A new data key as well: the old one can be had from any old copy of the file together
          // with the old password.
          const renewed = await sealedWith(next, state.content.entries, cost, old)
          await writeVault(file, renewed.content)
          enterUnlessLocked(locksBefore, { is: 'open', ...renewed })
        } finally {
          old.fill(0)
        }
      }),

    giveUp: () =>
      inTurn(async () => {
        if (state.is === 'absent') throw new AppError('not-possible-now', 'There is no vault yet')
        const path = await setAside(file, 'given-up')
        lock()
        enter({ is: 'absent' })
        return path
      }),

    autoLock: (idleMilliseconds) => idle.start(idleMilliseconds),
    noteActivity: () => {
      if (idle.isOver()) lock()
      else idle.restart()
    },
    onStateChange(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}

/** The data key. Nothing tells a wrong password from a damaged seal: both fail at the tag. */
async function openDataKey(content: VaultContent, password: string): Promise<Buffer> {
  const passwordKey = await derivePasswordKey(password, content.kdf)
  const dataKey = unseal(passwordKey, content.dataKey, dataKeyContext)
  passwordKey.fill(0)
  if (dataKey?.length !== keyLength)
    throw new AppError('wrong-master-password', 'This is not the master password of the vault')
  return dataKey
}

/** Entries under a new data key, which is sealed by a password; `oldKey` opens the entries. */
async function sealedWith(
  password: string,
  entries: Map<string, { nonce: string; sealed: string }>,
  cost: ScryptCost | undefined,
  oldKey?: Buffer,
): Promise<{ content: VaultContent; dataKey: Buffer }> {
  if (password === '') throw new AppError('bad-request', 'The master password must not be empty')
  const kdf = newScryptSettings(cost)
  const passwordKey = await derivePasswordKey(password, kdf)
  const dataKey = randomBytes(keyLength)
  const renewed = new Map(entries)
  for (const [key, entry] of entries) {
    const plain = oldKey && unseal(oldKey, entry, entryContext(key))
    // A damaged entry is carried over as it is: still damaged, but not silently gone.
    if (plain) renewed.set(key, seal(dataKey, plain, entryContext(key)))
    plain?.fill(0)
  }
  const content = { kdf, dataKey: seal(passwordKey, dataKey, dataKeyContext), entries: renewed }
  passwordKey.fill(0)
  return { content, dataKey }
}
