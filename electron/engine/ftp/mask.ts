const secretVerbs = new Set(['PASS', 'ACCT', 'ADAT'])
const secretSiteVerbs = new Set(['PSWD', 'PASSWD', 'PASS'])

/** Stands for a secret, whatever its length. */
export const maskText = '••••••'

export type CommandText = { verb: string; text: string }

/**
 * Takes a command line apart and hides what is secret by its place in the command: the argument of
 * PASS, ACCT (RFC 959 §4.1.1) and ADAT (RFC 2228 §3), and of SITE PSWD, in any case of letters.
 */
export function maskCommand(line: string): CommandText {
  const [, verbText = '', rest = ''] = /^\s*(\S*)\s?([\s\S]*)$/.exec(line) ?? []
  const verb = verbText.toUpperCase()
  if (secretVerbs.has(verb)) return { verb, text: rest === '' ? verb : `${verb} ${maskText}` }
  if (verb === 'SITE') {
    const siteVerb = /^\s*(\S*)/.exec(rest)?.[1]?.toUpperCase() ?? ''
    if (secretSiteVerbs.has(siteVerb)) return { verb, text: `SITE ${siteVerb} ${maskText}` }
  }
  return { verb, text: line }
}
