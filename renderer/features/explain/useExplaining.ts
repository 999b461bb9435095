import { computed } from 'vue'
import { useProtocol } from '../../stores/protocol.ts'
import { useCompare } from '../../stores/protocolCompare.ts'

/** Pixels of window that two ladders and an explanation need beside each other. */
const roomy = 1_500

/** Whether the explanation is open. Two ladders want its room: beside them it has a say of its own. */
export function useExplaining() {
  const protocol = useProtocol()
  const compare = useCompare()
  const isComparing = () => compare.isShown && protocol.remembered.tab === 'diagram'
  return computed({
    get: () =>
      isComparing()
        ? (compare.isExplaining ?? window.innerWidth >= roomy)
        : protocol.remembered.isExplaining,
    set(isOpen) {
      if (isComparing()) compare.isExplaining = isOpen
      else protocol.remembered.isExplaining = isOpen
    },
  })
}
