import { useEventListener } from '@vueuse/core'
import { computed, watch } from 'vue'
import { useBridge } from '../../bridge.ts'
import { useEditor } from '../editor/editor.ts'
import { useEdits } from '../editor/edits.ts'
import { useSiteForm } from '../sites/siteForm.ts'
import { useSiteManager } from '../sites/siteManager.ts'

/** Lets program and browser ask before they end while something is edited and not saved. */
export function useUnsavedNote(): void {
  const bridge = useBridge()
  const form = useSiteForm()
  const sites = useSiteManager()
  const editor = useEditor()
  const edits = useEdits()
  const count = computed(() => {
    const notUploaded = edits.list.filter(
      ({ status }) => status.state === 'changed' || status.state === 'conflict',
    )
    return notUploaded.length + Number(sites.isOpen && form.isDirty) + Number(editor.isChanged)
  })
  watch(count, (value) => {
    bridge.api.noteUnsaved(value).catch(bridge.reportFailure)
  })
  // In Electron this would keep the window open without a word, so there the program asks.
  useEventListener(window, 'beforeunload', (event: BeforeUnloadEvent) => {
    if (bridge.host.kind === 'web' && count.value > 0) event.preventDefault()
  })
}
