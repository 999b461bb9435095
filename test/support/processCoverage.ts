/**
 * Only in `npm run coverage`: programs that tests start from here on write down which of their code
 * ran. Node reads it when it starts, so that the test's own process is not measured twice.
 */
process.env['NODE_V8_COVERAGE'] = process.env['SAMPAN_PROCESS_COVERAGE']
