import { AppError } from '../contract/errors.ts'
import type { OperationLabel } from './ftp/connection.ts'
import type { FtpConnection } from './ftp/ftpConnection.ts'
import type { Transcript } from './ftp/transcript.ts'

/** Runs a job under a label, so that the protocol view can fold its lines into one. */
export async function runOperation<T>(
  transcript: Transcript,
  connection: Pick<FtpConnection, 'number' | 'setOperation'>,
  sessionId: string,
  label: OperationLabel,
  job: (operation: number) => Promise<T>,
): Promise<T> {
  const operation = transcript.nextOperation()
  const started = performance.now()
  const base = { sessionId, connection: connection.number, operation }
  transcript.record({ ...base, kind: 'operation', ...label })
  connection.setOperation(operation)
  const end = (outcome: 'done' | 'failed' | 'cancelled') => {
    connection.setOperation(undefined)
    const duration = performance.now() - started
    transcript.record({ ...base, kind: 'operation-end', outcome, duration })
  }
  try {
    const result = await job(operation)
    end('done')
    return result
  } catch (error) {
    end(AppError.from(error).code === 'cancelled' ? 'cancelled' : 'failed')
    throw error
  }
}
