import { onScopeDispose, shallowRef } from 'vue'
import type { FileAbilities } from '../../../electron/contract/fileJobs.ts'
import type { Place } from '../../../electron/contract/files.ts'
import { useBridge } from '../../bridge.ts'
import { useNotices } from '../../stores/notices.ts'

/** What a side can do, asked when a dialog opens; undefined until it has answered. */
export function useSideAbilities(place: Place) {
  const bridge = useBridge()
  const notices = useNotices()
  const abilities = shallowRef<FileAbilities>()
  const abort = new AbortController()
  onScopeDispose(() => abort.abort())
  bridge.api.fileAbilities(place, abort.signal).then((answer) => {
    abilities.value = answer
  }, notices.showError)
  return abilities
}
