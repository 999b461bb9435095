import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { t } from '../../i18n.ts'
import { useNotices } from '../../stores/notices.ts'

/** Something that was done and can be taken back. */
export type Undoable = {
  /** What was done, for the notice. */
  text: string
  /** Takes it back; shows its own failure. */
  undo(): Promise<void>
}

const maximumKept = 50

/** What can be taken back, newest last. */
export const useUndo = defineStore('undo', () => {
  const notices = useNotices()
  const stack = shallowRef<readonly Undoable[]>([])

  const takeBack = async (item: Undoable) => {
    if (!stack.value.includes(item)) return
    stack.value = stack.value.filter((other) => other !== item)
    await item.undo()
  }
  /** Notes what was done and offers to undo it. */
  const add = (item: Undoable) => {
    stack.value = [...stack.value.slice(-maximumKept + 1), item]
    notices.showInfo(
      item.text,
      [],
      [{ label: t('operations.undo'), run: () => void takeBack(item) }],
    )
  }
  const undoLast = () => {
    const last = stack.value.at(-1)
    if (last) void takeBack(last)
  }
  return { stack, add, undoLast }
})
