// The page's policy forbids eval; without this, zod probes for it and each start logs a violation.
// A script of its own, before any module: bundling may put a shape before whatever imports this.
globalThis.__zod_globalConfig = { jitless: true }
