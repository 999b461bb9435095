type Step = () => void

const steps = new Set<Step>()
let listening = false

/** Runs `step` when this process ends by itself. Returns how to take that back. */
export function atExit(step: Step): () => void {
  if (!listening) {
    listening = true
    process.on('exit', () => {
      for (const one of steps) one()
    })
  }
  steps.add(step)
  return () => void steps.delete(step)
}

/** Whether a process of that id exists, of whatever user. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
