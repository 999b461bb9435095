import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openVault } from '../../../electron/engine/secrets/vault.ts'

/** Cheap, so that tests are quick; one test below uses the real cost. */
const cost = { N: 1024, r: 8, p: 1 }
const canary = 'c4nary-Ünï-🔑-passw0rd'
const master = 'correct horse'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampan-vault-'))
  file = join(folder, 'vault.json')
})
afterEach(async () => {
  vi.useRealTimers()
  await rm(folder, { recursive: true, force: true })
})

const open = async () => (await openVault({ file, cost })).vault
async function created() {
  const vault = await open()
  await vault.create(master)
  return vault
}
/** The file as JSON, for tampering. */
async function tamper(change: (document: VaultDocument) => void) {
  const document = JSON.parse(await readFile(file, 'utf8')) as VaultDocument
  change(document)
  await writeFile(file, JSON.stringify(document))
}
type VaultDocument = {
  version: number
  kdf: { N: number; r: number; salt: string }
  dataKey: { nonce: string; sealed: string }
  entries: { key: string; nonce: string; sealed: string }[]
}

describe('a vault', () => {
  it('begins absent: nothing to read, nothing can be saved', async () => {
    const vault = await open()
    expect(vault.state).toBe('absent')
    expect(vault.protection()).toBe('vault')
    expect(await vault.get('site/1')).toBeUndefined()
    await vault.delete('site/1')
    await expect(vault.set('site/1', canary)).rejects.toMatchObject({ code: 'not-possible-now' })
    await expect(vault.unlock(master)).rejects.toMatchObject({ code: 'not-possible-now' })
    expect(await readdir(folder)).toEqual([])
  })

  it('keeps secrets over a restart, and the file shows none of them', async () => {
    const vault = await created()
    await vault.set('site/1/password', canary)
    await vault.set('site/1/account', '')
    await vault.set('__proto__', 'a key is any string')
    const again = await open()
    expect(again.state).toBe('locked')
    await expect(again.get('site/1/password')).rejects.toMatchObject({ code: 'vault-locked' })
    await expect(again.set('x', 'y')).rejects.toMatchObject({ code: 'vault-locked' })
    await again.unlock(master)
    expect(await again.get('site/1/password')).toBe(canary)
    expect(await again.get('site/1/account')).toBe('')
    expect(await again.get('__proto__')).toBe('a key is any string')
    expect(await again.get('site/2/password')).toBeUndefined()

    const bytes = await readFile(file)
    for (const secret of [canary, master])
      for (const encoding of ['utf8', 'utf16le', 'latin1'] as const)
        for (const form of [Buffer.from(secret, encoding)])
          for (const text of [form, form.toString('base64'), form.toString('hex')])
            expect(bytes.includes(text)).toBe(false)
  })

  it('is readable by its user alone and leaves no second copy', async () => {
    const vault = await created()
    await vault.set('a', canary)
    expect(await readdir(folder)).toEqual(['vault.json'])
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('uses scrypt with N = 2^17, r = 8, p = 1 unless told otherwise, and stores that', async () => {
    const { vault } = await openVault({ file })
    await vault.create(master)
    const document = JSON.parse(await readFile(file, 'utf8')) as VaultDocument
    expect(document.kdf).toMatchObject({ name: 'scrypt', N: 131_072, r: 8, p: 1 })
    expect(Buffer.from(document.kdf.salt, 'base64')).toHaveLength(16)
    const again = await open()
    await again.unlock(master)
    expect(again.state).toBe('open')
  }, 60_000)

  it('answers a wrong password in one way only', async () => {
    await created()
    const messages = new Set<string>()
    const tries: (() => Promise<void>)[] = [
      async () => {},
      () => tamper((document) => (document.dataKey.sealed = 'AAAA')),
      () => tamper((document) => (document.dataKey.sealed = flipped(document.dataKey.sealed))),
      () => tamper((document) => (document.dataKey.nonce = 'AAAA')),
      () => tamper((document) => (document.kdf.salt = flipped(document.kdf.salt))),
    ]
    for (const [index, prepare] of tries.entries()) {
      await prepare()
      const vault = await open()
      const password = index === 0 ? canary : master
      const error = await vault.unlock(password).then(
        () => expect.unreachable(),
        (thrown: Error & { code: string }) => thrown,
      )
      expect(error.code).toBe('wrong-master-password')
      expect(vault.state).toBe('locked')
      messages.add(error.message)
    }
    expect(messages.size).toBe(1)
    expect([...messages].join()).not.toContain(canary)
  })

  it('takes the same password typed composed or decomposed', async () => {
    const vault = await open()
    await vault.create('Schl\u00fcssel')
    vault.lock()
    await vault.unlock('Schlu\u0308ssel')
    expect(vault.state).toBe('open')
  })

  it('refuses an empty master password and a second creation', async () => {
    const vault = await open()
    await expect(vault.create('')).rejects.toMatchObject({ code: 'bad-request' })
    await vault.create(master)
    await expect(vault.create(master)).rejects.toMatchObject({ code: 'not-possible-now' })
    await expect(vault.changePassword(master, '')).rejects.toMatchObject({ code: 'bad-request' })
    expect(vault.state).toBe('open')
  })

  it('forgets a secret, also while locked', async () => {
    const vault = await created()
    await vault.set('a', canary)
    await vault.set('b', canary)
    await vault.delete('a')
    vault.lock()
    await vault.delete('b')
    await vault.delete('c')
    await vault.unlock(master)
    expect(await vault.get('a')).toBeUndefined()
    expect(await vault.get('b')).toBeUndefined()
    expect(await readFile(file, 'utf8')).toContain('"entries": []')
  })

  it('does not open an entry that was exchanged with another or changed', async () => {
    const vault = await created()
    await vault.set('cheap', 'x')
    await vault.set('dear', canary)
    await tamper(({ entries }) => {
      const [cheap, dear] = entries
      if (cheap && dear) [cheap.key, dear.key] = [dear.key, cheap.key]
    })
    const again = await open()
    await again.unlock(master)
    for (const key of ['cheap', 'dear']) {
      const error = await again.get(key).catch((thrown: Error) => thrown)
      expect(error).toMatchObject({ code: 'storage-damaged' })
      expect(JSON.stringify(error)).not.toContain(canary)
    }
    await again.set('dear', 'saved anew')
    expect(await again.get('dear')).toBe('saved anew')
  })

  it('keeps all secrets when many are saved at once', async () => {
    const vault = await created()
    const keys = Array.from({ length: 50 }, (_, index) => `site/${index}`)
    await Promise.all(keys.map((key) => vault.set(key, `secret of ${key}`)))
    const again = await open()
    await again.unlock(master)
    for (const key of keys) expect(await again.get(key)).toBe(`secret of ${key}`)
  })

  it('gives back whatever was saved', async () => {
    const vault = await created()
    const text = fc.string({ unit: 'binary', maxLength: 200 }).filter((s) => s.isWellFormed())
    await fc.assert(
      fc.asyncProperty(text, text, async (key, secret) => {
        await vault.set(key, secret)
        vault.lock()
        await vault.unlock(master)
        expect(await vault.get(key)).toBe(secret)
        await vault.delete(key)
        expect(await vault.get(key)).toBeUndefined()
      }),
      { numRuns: 40 },
    )
  })
})

describe('locking', () => {
  it('locks now, tells it, and needs the password again', async () => {
    const vault = await created()
    const states: string[] = []
    const stop = vault.onStateChange(() => states.push(vault.state))
    vault.lock()
    vault.lock()
    await vault.unlock(master)
    stop()
    vault.lock()
    expect(states).toEqual(['locked', 'open'])
  })

  it('stays locked when it is locked while a password is checked', async () => {
    const vault = await created()
    vault.lock()
    const unlocking = vault.unlock(master)
    // The derivation runs in a thread by now; the order of the two is what matters.
    await Promise.resolve()
    vault.lock()
    await unlocking
    expect(vault.state).toBe('locked')
  })

  it('locks after idle time; use and activity put it off', async () => {
    const vault = await created()
    await vault.set('a', canary)
    vi.useFakeTimers()
    const stop = vault.autoLock(60_000)
    await vi.advanceTimersByTimeAsync(59_000)
    expect(await vault.get('a')).toBe(canary)
    await vi.advanceTimersByTimeAsync(59_000)
    vault.noteActivity()
    await vi.advanceTimersByTimeAsync(59_000)
    expect(vault.state).toBe('open')
    const changes: string[] = []
    vault.onStateChange(() => changes.push(vault.state))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(changes).toEqual(['locked'])
    stop()
  })

  it('is locked on waking up, before any timer could fire', async () => {
    const vault = await created()
    await vault.set('a', canary)
    vi.useFakeTimers({ toFake: ['Date'] })
    vault.autoLock(60_000)
    vi.setSystemTime(Date.now() + 61_000)
    await expect(vault.get('a')).rejects.toMatchObject({ code: 'vault-locked' })
    expect(vault.state).toBe('locked')
  })

  it('does not wake a sleeping machine by activity', async () => {
    const vault = await created()
    vi.useFakeTimers({ toFake: ['Date'] })
    vault.autoLock(60_000)
    vi.setSystemTime(Date.now() + 61_000)
    vault.noteActivity()
    expect(vault.state).toBe('locked')
  })

  it('can be switched off, changed, and set to longer than a timer takes', async () => {
    const vault = await created()
    vi.useFakeTimers()
    const stopFirst = vault.autoLock(1_000)
    const stopSecond = vault.autoLock(40 * 24 * 3_600_000)
    stopFirst()
    await vi.advanceTimersByTimeAsync(39 * 24 * 3_600_000)
    expect(vault.state).toBe('open')
    await vi.advanceTimersByTimeAsync(24 * 3_600_000)
    expect(vault.state).toBe('locked')
    stopSecond()
    await vault.unlock(master)
    await vi.advanceTimersByTimeAsync(100 * 24 * 3_600_000)
    expect(vault.state).toBe('open')
  })
})

describe('changing the master password', () => {
  it('keeps the secrets and leaves the old password useless', async () => {
    const vault = await created()
    await vault.set('a', canary)
    const before = JSON.parse(await readFile(file, 'utf8')) as VaultDocument
    await expect(vault.changePassword('wrong', 'new one')).rejects.toMatchObject({
      code: 'wrong-master-password',
    })
    await vault.changePassword(master, 'new one')
    expect(await vault.get('a')).toBe(canary)

    const again = await open()
    await expect(again.unlock(master)).rejects.toMatchObject({ code: 'wrong-master-password' })
    await again.unlock('new one')
    expect(await again.get('a')).toBe(canary)

    // Whoever has an old copy and the old password must not be able to read the new file.
    await tamper((document) =>
      Object.assign(document, { kdf: before.kdf, dataKey: before.dataKey }),
    )
    const mixed = await open()
    await mixed.unlock(master)
    await expect(mixed.get('a')).rejects.toMatchObject({ code: 'storage-damaged' })
  })

  it('works from the locked state and opens the vault', async () => {
    const vault = await created()
    await vault.set('a', canary)
    vault.lock()
    await vault.changePassword(master, 'new one')
    expect(vault.state).toBe('open')
    expect(await vault.get('a')).toBe(canary)
  })
})

describe('files that cannot be used', () => {
  it.each([
    ['no JSON', '{"format": "sampan-vault", '],
    ['empty', ''],
    ['another document', '{"hello": "world"}'],
    ['a vault with a part missing', '{"format":"sampan-vault","version":1,"entries":[]}'],
    [
      'a vault that would need all the memory',
      JSON.stringify({
        format: 'sampan-vault',
        version: 1,
        kdf: { name: 'scrypt', N: 2 ** 30, r: 8, p: 1, salt: 'AAAAAAAAAAAAAAAAAAAAAA==' },
        dataKey: { nonce: '', sealed: '' },
        entries: [],
      }),
    ],
  ])('sets aside %s and says where it is', async (_name, content) => {
    await writeFile(file, content)
    const { vault, setAside } = await openVault({ file, cost })
    expect(vault.state).toBe('absent')
    expect(setAside).toMatch(/vault\.json\.damaged-\d{8}T\d{6}Z$/)
    expect(await readFile(setAside ?? '', 'utf8')).toBe(content)
    await vault.create(master)
    expect((await readdir(folder)).length).toBe(2)
  })

  it('leaves the vault of a newer Sampan as it is', async () => {
    const content = '{"format":"sampan-vault","version":2,"new":true}'
    await writeFile(file, content)
    await expect(openVault({ file, cost })).rejects.toMatchObject({ code: 'not-possible-now' })
    expect(await readFile(file, 'utf8')).toBe(content)
    expect(await readdir(folder)).toEqual(['vault.json'])
  })

  it('moves a vault aside whose password is forgotten', async () => {
    const vault = await created()
    await vault.set('a', canary)
    vault.lock()
    const path = await vault.giveUp()
    expect(vault.state).toBe('absent')
    expect(await readFile(path, 'utf8')).toContain('sampan-vault')
    await vault.create('another')
    expect(await vault.get('a')).toBeUndefined()
  })
})

/** Base64 with one bit of the first byte changed. */
function flipped(base64: string): string {
  const bytes = Buffer.from(base64, 'base64')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return bytes.toString('base64')
}
