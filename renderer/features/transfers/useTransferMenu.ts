import {
  ArrowDown,
  ArrowDownToLine,
  ArrowUp,
  ArrowUpToLine,
  Copy,
  FolderSearch,
  Pause,
  Play,
  RotateCw,
  ScrollText,
  Trash2,
  X,
} from '@lucide/vue'
import { computed } from 'vue'
import type { Component, ComputedRef } from 'vue'
import type { Transfer, TransferTab } from '../../../electron/contract/transfers.ts'
import { wordError } from '../../errors.ts'
import { t } from '../../i18n.ts'
import type { MessageKey } from '../../i18n.ts'
import { useApp } from '../../stores/app.ts'
import { useNotices } from '../../stores/notices.ts'
import { useLayout } from '../../stores/layout.ts'
import { usePaneActions } from '../../stores/paneActions.ts'
import { useProtocol } from '../../stores/protocol.ts'
import { useTransfers } from '../../stores/transfers.ts'
import type { TransferChoice } from '../../stores/transfers.ts'
import { keyLabel } from '../../ui/keys.ts'
import type { KeyName } from '../../ui/keys.ts'
import type { MenuItem } from '../../ui/menu.ts'
import { useReveal } from './useReveal.ts'

/** What can be done with the chosen items of a list. */
export function useTransferMenu(
  tab: () => TransferTab,
  chosen: ComputedRef<Transfer[]>,
  choice: ComputedRef<TransferChoice>,
) {
  const app = useApp()
  const transfers = useTransfers()
  const notices = useNotices()
  const panes = usePaneActions()
  const protocol = useProtocol()
  const layout = useLayout()
  const report = (work: Promise<void>) => void work.catch(notices.showError)
  const ids = () =>
    Array.isArray(choice.value) ? choice.value : chosen.value.map((transfer) => transfer.id)
  const isNone = () => chosen.value.length === 0

  const errorText = () =>
    chosen.value
      .flatMap(({ name, status }) => {
        if (status.state !== 'failed') return []
        const words = wordError(status.error)
        return [
          [name, words.what, words.why, words.reply, ...words.details].filter(Boolean).join('\n'),
        ]
      })
      .join('\n\n')

  const removeChosen = () => {
    if (isNone()) return
    if (tab() === 'queue') report(transfers.cancel(choice.value))
    else report(transfers.forget(choice.value, tab()))
  }
  const item = (
    label: MessageKey,
    icon: Component,
    run: () => void,
    disabled = isNone(),
  ): Extract<MenuItem, { kind: 'item' }> => ({
    kind: 'item',
    label: t(label),
    icon,
    run,
    disabled,
  })
  const moveItem = (
    label: MessageKey,
    icon: Component,
    where: 'top' | 'up' | 'down' | 'bottom',
    key: KeyName,
  ): MenuItem => ({
    ...item(label, icon, () => report(transfers.move(ids(), where))),
    keyText: keyLabel(key, app.isMac),
  })
  const isIn = (...states: Transfer['status']['state'][]) =>
    chosen.value.some(({ status }) => states.includes(status.state))

  const { canReveal, reveal } = useReveal(() => chosen.value[0])
  const showProtocol = () => {
    const [first] = chosen.value
    if (!first) return
    layout.showDock('protocol')
    protocol.remembered.tab = 'log'
    protocol.scope = { of: 'transfer', transferId: first.id }
  }

  const items = computed<MenuItem[]>(() => {
    if (tab() !== 'queue')
      return [
        item('transfers.retry', RotateCw, () => report(transfers.retry(choice.value))),
        ...(tab() === 'failed'
          ? [item('transfers.copyError', Copy, () => panes.copyText(errorText()))]
          : []),
        item('diagnosis.show', ScrollText, showProtocol),
        item('transfers.reveal', FolderSearch, () => reveal(), !canReveal()),
        { kind: 'separator' },
        item('transfers.forget', Trash2, removeChosen),
      ]
    return [
      item(
        'transfers.pause',
        Pause,
        () => report(transfers.pause(choice.value)),
        !isIn('waiting', 'preparing', 'transferring'),
      ),
      item('transfers.resume', Play, () => report(transfers.resume(choice.value)), !isIn('paused')),
      item('transfers.cancel', X, removeChosen),
      item('diagnosis.show', ScrollText, showProtocol),
      item('transfers.reveal', FolderSearch, () => reveal(), !canReveal()),
      { kind: 'separator' },
      ...(['high', 'normal', 'low'] as const).map((priority): MenuItem => ({
        kind: 'item',
        label: t(`transfers.setPriority.${priority}`),
        disabled: isNone(),
        isChecked:
          chosen.value.length > 0 && chosen.value.every((one) => one.priority === priority),
        testId: `priority-${priority}`,
        run: () => report(transfers.setPriority(choice.value, priority)),
      })),
      { kind: 'separator' },
      moveItem('transfers.moveTop', ArrowUpToLine, 'top', 'Alt+Home'),
      moveItem('transfers.moveUp', ArrowUp, 'up', 'Alt+Up'),
      moveItem('transfers.moveDown', ArrowDown, 'down', 'Alt+Down'),
      moveItem('transfers.moveBottom', ArrowDownToLine, 'bottom', 'Alt+End'),
    ]
  })
  return { items, removeChosen }
}
