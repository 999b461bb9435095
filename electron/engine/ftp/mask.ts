const secretVerbs = new Set(['PASS', 'ACCT', 'ADAT'])
const secretSiteVerbs = new Set(['PSWD', 'PASSWD', 'PASS'])

/** Stands for a secret, whatever its length. */
export const maskText = '••••••'

export type CommandText = {
  verb: string
  text: string
  /** What was hidden, from four characters on. */
  secret?: string
}

const hidden = (verb: string, shown: string, secret: string): CommandText => ({
  verb,
  text: `${shown} ${maskText}`,
  ...(secret.length >= 4 ? { secret } : {}),
})

/**
 * Takes a command line apart and hides what is secret by its place in the command: the argument of
 * PASS, ACCT (RFC 959 §4.1.1) and ADAT (RFC 2228 §3), and of SITE PSWD, in any case of letters.
 */
export function maskCommand(line: string): CommandText {
  const [, verbText = '', rest = ''] = /^\s*(\S*)\s?([\s\S]*)$/.exec(line) ?? []
  const verb = verbText.toUpperCase()
  if (secretVerbs.has(verb)) return rest === '' ? { verb, text: verb } : hidden(verb, verb, rest)
  if (verb === 'SITE') {
    const [, siteWord = '', secret = ''] = /^\s*(\S*)\s?([\s\S]*)$/.exec(rest) ?? []
    const siteVerb = siteWord.toUpperCase()
    if (secretSiteVerbs.has(siteVerb)) return hidden(verb, `SITE ${siteVerb}`, secret)
  }
  return { verb, text: line }
}
