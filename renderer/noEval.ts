import { z } from 'zod'

// The page's policy forbids eval; without this, zod probes for it and each start logs a violation.
// Imported before anything that builds a shape.
z.config({ jitless: true })
