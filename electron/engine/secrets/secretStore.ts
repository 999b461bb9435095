/**
 * Where passwords, account strings, proxy passwords and key passphrases live. A host lends the
 * engine one of these; nothing else in Sampan keeps a secret.
 */
export type SecretStore = {
  /**
   * open: secrets can be read and saved. locked: they exist, but need the master password.
   * absent: nothing was set up yet, so nothing can be saved.
   */
  readonly state: 'open' | 'locked' | 'absent'
  /** What guards a saved secret on disk; none: nothing is ever written. */
  protection(): 'keychain' | 'vault' | 'none'
  /** Keys of what is saved, also while locked. */
  keys(): string[]
  /** The secret, or undefined if none is saved. Throws `vault-locked` while locked. */
  get(key: string): Promise<string | undefined>
  /** Saves a secret. Throws `vault-locked` while locked, `not-possible-now` while absent. */
  set(key: string, secret: string): Promise<void>
  /** Saves many in one go, or none of them; throws as `set` does. */
  setAll(secrets: ReadonlyMap<string, string>): Promise<void>
  /** Forgets a secret; one that does not exist is no error. */
  delete(key: string): Promise<void>
}
