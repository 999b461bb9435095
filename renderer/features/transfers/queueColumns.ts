import { z } from 'zod'

/** Columns of the transfer lists that can be left out, in their order. */
export const QueueColumn = z.enum(['progress', 'amount', 'speed', 'timeLeft', 'attempts', 'state'])
export type QueueColumn = z.infer<typeof QueueColumn>
