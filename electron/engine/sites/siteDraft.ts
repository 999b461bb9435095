import { SiteDraft } from '../../contract/sites.ts'
import type { SecretName } from '../../contract/sites.ts'
import { codecFor } from '../ftp/encoding.ts'
import { checkRawCommand } from '../rawCommands.ts'
import { parseHost } from './address.ts'

type Draft = ReturnType<typeof SiteDraft.parse>

/**
 * Checks what only the engine can: host, encoding, commands. Gives the draft in the form in which
 * it is kept. Throws AddressError, or AppError `bad-request` and `not-possible-now`.
 */
export function checkedDraft(draft: Draft): Draft {
  const { encoding, proxy } = draft.options
  if (encoding !== undefined) codecFor(encoding)
  for (const command of draft.postLoginCommands) checkRawCommand(command)
  return SiteDraft.parse({
    ...draft,
    host: parseHost(draft.host.trim()),
    user: draft.logon === 'anonymous' ? '' : draft.user,
    options: {
      ...draft.options,
      ...(proxy && proxy !== 'none' ? { proxy: { ...proxy, host: parseHost(proxy.host) } } : {}),
    },
  })
}

/** Secrets that a site with these settings has no use for; they are not kept. */
export function uselessSecrets(draft: Draft): SecretName[] {
  const { logon, options, clientCertificate } = draft
  const { proxy } = options
  const useless: SecretName[] = []
  if (logon === 'anonymous' || logon === 'ask') useless.push('password')
  if (logon !== 'account') useless.push('account')
  if (!proxy || proxy === 'none' || proxy.user === undefined) useless.push('proxyPassword')
  if (!clientCertificate) useless.push('keyPassphrase')
  return useless
}
