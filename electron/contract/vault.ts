import { z } from 'zod'
import { call, stream } from './rpc.ts'

const MasterPassword = z.string().min(1).max(1_024)

/** What guards saved passwords, and whether they can be had right now. */
export const VaultStatus = z.object({
  /** none: the user wants nothing saved, or nothing here could protect it. */
  protection: z.enum(['keychain', 'vault', 'none']),
  /** What the host could offer if the user wanted it. */
  available: z.enum(['keychain', 'vault', 'none']),
  /** absent: no master password was chosen yet. */
  state: z.enum(['open', 'locked', 'absent']),
  /** Saved secrets, readable or not. */
  saved: z.int(),
  /** A damaged vault was found at the start and lies here now. */
  setAside: z.string().optional(),
})
export type VaultStatus = z.infer<typeof VaultStatus>

export const vaultCalls = {
  watchVault: stream(z.tuple([]), VaultStatus),
  createVault: call(z.tuple([MasterPassword]), z.void()),
  /** Throws `wrong-master-password`. */
  unlockVault: call(z.tuple([MasterPassword]), z.void()),
  lockVault: call(z.tuple([]), z.void()),
  /** The present one first. Throws `wrong-master-password`. */
  changeMasterPassword: call(z.tuple([MasterPassword, MasterPassword]), z.void()),
  /** For a forgotten master password: the vault is set aside, and a new one can be made. */
  giveUpVault: call(z.tuple([]), z.string()),
  /** Deletes every saved secret of every site. */
  forgetSecrets: call(z.tuple([]), z.void()),
  /** The user is there: the time until the vault locks itself starts again. */
  noteActivity: call(z.tuple([]), z.void()),
}
