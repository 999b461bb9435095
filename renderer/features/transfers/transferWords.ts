import type { NotKept, Proof, Transfer } from '../../../electron/contract/transfers.ts'
import { wordError } from '../../errors.ts'
import { formatClock } from '../../format.ts'
import { t } from '../../i18n.ts'
import type { MessageKey } from '../../i18n.ts'
import { visibleText } from '../../text.ts'

/** What is going on with an item, in a few words. */
export function wordState({ status, attempts, direction, name }: Transfer): string {
  if (direction === 'delete' && (status.state === 'transferring' || status.state === 'done'))
    return t(`transfers.deletion.${status.state}`)
  switch (status.state) {
    case 'waiting':
      if (status.retryAt !== undefined)
        return t('transfers.nextTry', {
          attempt: attempts + 1,
          time: formatClock(status.retryAt).slice(0, 8),
        })
      return status.holdReason
        ? wordError(status.holdReason, name).what
        : t('transfers.state.waiting')
    case 'done':
      return [wordProof(status.proof), ...(status.notKept ?? []).map(wordNotKept)].join(' · ')
    case 'failed':
      return wordError(status.error, name).what
    case 'skipped':
      return status.reason === ''
        ? t('transfers.state.skipped')
        : t('transfers.skipped', { reason: wordReason(status.reason) })
    default:
      return t(`transfers.state.${status.state}`)
  }
}

function wordProof(proof: Proof | undefined): string {
  if (!proof) return t('transfers.state.done')
  return proof.by === 'size'
    ? t('transfers.verifiedBySize')
    : t('transfers.verifiedByHash', { algorithm: visibleText(proof.algorithm) })
}
const wordNotKept = (what: NotKept) => t(`transfers.notKept.${what}`)

const reasons = {
  exists: 'transfers.reason.exists',
  'same-size': 'transfers.reason.sameSize',
  'not-newer': 'transfers.reason.notNewer',
  'same-size-and-time': 'transfers.reason.sameSizeAndTime',
  'target-larger': 'transfers.reason.targetLarger',
  link: 'transfers.reason.link',
  'not-a-file': 'transfers.reason.notAFile',
} as const satisfies Record<string, MessageKey>

const wordReason = (reason: string): string =>
  reason in reasons ? t(reasons[reason as keyof typeof reasons]) : visibleText(reason)

/** Why an item does not run although its turn may have come, and what to do about it. */
export function wordHold({ status, name }: Transfer): string | undefined {
  if (status.state !== 'waiting' || !status.holdReason) return undefined
  const { what, why, next } = wordError(status.holdReason, name)
  return `${what} · ${why} ${next}`
}

/** Between 0 and 1; undefined while the whole is not known. */
export function progressOf(transfer: Transfer): number | undefined {
  if (transfer.status.state === 'done') return 1
  const { children, size, transferred } = transfer
  if (transfer.kind === 'directory')
    return children?.planned && children.total > 0 ? children.done / children.total : undefined
  // Nobody counts what passes between two servers.
  if (transfer.direction === 'delete') return undefined
  if (transfer.route?.way === 'direct' && transferred === 0) return undefined
  if (size === null || size === 0) return transferred > 0 || size === 0 ? undefined : 0
  return Math.min(1, transferred / size)
}

export function secondsLeft({ size, transferred, speed }: Transfer): number | undefined {
  return size === null || speed <= 0 ? undefined : Math.max(0, size - transferred) / speed
}
