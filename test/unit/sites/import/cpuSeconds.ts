/** Seconds of computing that a job takes, whatever else the machine is busy with. */
export function cpuSeconds(run: () => void): number {
  const before = process.cpuUsage()
  run()
  return process.cpuUsage(before).user / 1e6
}
