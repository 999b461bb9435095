import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Answer, Question } from '../../electron/contract/sessions.ts'
import { useBridge } from '../bridge.ts'
import { useNotices } from './notices.ts'

/** What the engine waits for a person to decide, oldest first. */
export const useQuestions = defineStore('questions', () => {
  const bridge = useBridge()
  const notices = useNotices()
  const questions = shallowRef<readonly Question[]>([])
  bridge.follow((api) => {
    questions.value = []
    return api.watchQuestions({
      batch: (changes) => {
        let next = questions.value
        for (const change of changes) {
          next = next.filter((question) => question.id !== change.id)
          if (change.kind !== 'settled') next = [...next, change]
        }
        questions.value = next
      },
      error: bridge.reportFailure,
    })
  })

  const current = computed(() => questions.value[0])
  const answer = async (id: string, given: Answer) => {
    questions.value = questions.value.filter((question) => question.id !== id)
    await bridge.api.answerQuestion(id, given).catch(notices.showError)
  }
  return { questions, current, answer }
})
