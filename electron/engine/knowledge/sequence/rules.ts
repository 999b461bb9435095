import { cite } from '../source.ts'
import type { Source } from '../source.ts'

/** Replies that the standard lists for a command. */
export type ReplyRule = {
  section: Source
  /** 1yz; with them the command has two replies. */
  preliminary?: readonly number[]
  /** 2yz. */
  success?: readonly number[]
  /** 3yz. */
  intermediate?: readonly number[]
  /** 4yz and 5yz beside the general ones. */
  failure?: readonly number[]
  /** 4yz and 5yz after a preliminary reply. */
  lateFailure?: readonly number[]
  /** Another 2yz than the listed ones carries no answer at all, so it cannot be tolerated. */
  isStrict?: boolean
  /** Vendor commands: no standard lists anything. */
  isOpen?: boolean
}

const base = cite(959, '5.4')
const extensions = cite(3659, '7.2')

/** Failures that any command may meet (RFC 959 §5.4; 533 and 534 after RFC 2228 §8.2). */
export const generalFailures: readonly number[] = [421, 500, 501, 502, 503, 504, 530, 533, 534, 535]

const ok = (success: number[], more: Partial<ReplyRule> = {}): ReplyRule => ({
  section: base,
  success,
  ...more,
})

const transfer = (failure: number[], more: Partial<ReplyRule> = {}): ReplyRule => ({
  section: base,
  preliminary: [125, 150, 110],
  success: [226, 250],
  // 425 also comes before a preliminary reply: some servers dial first. 522 is RFC 4217 §10.2.
  failure: [425, 522, ...failure],
  lateFailure: [425, 426, 451, 522, 551, 552],
  ...more,
})

// 554 and 555 after REST: RFC 1123 §4.1.3.4.
const upload = transfer([450, 452, 532, 553, 554, 555])
const rules: Readonly<Record<string, ReplyRule>> = {
  USER: ok([230, 232], { intermediate: [331, 332, 336] }),
  PASS: ok([230, 202], { intermediate: [332] }),
  ACCT: ok([230, 202]),
  CWD: ok([250], { failure: [550] }),
  // §5.4 lists 200, §4.1.1 demands the codes of CWD.
  CDUP: ok([200, 250], { failure: [550] }),
  SMNT: ok([202, 250], { failure: [550] }),
  REIN: ok([220], { preliminary: [120] }),
  QUIT: ok([221]),
  PORT: ok([200]),
  PASV: ok([227], { isStrict: true }),
  MODE: ok([200]),
  TYPE: ok([200]),
  STRU: ok([200]),
  ALLO: ok([200, 202]),
  REST: { section: base, intermediate: [350] },
  STOR: upload,
  STOU: upload,
  APPE: transfer([450, 452, 532, 550, 553, 554, 555]),
  RETR: transfer([450, 550, 554, 555]),
  LIST: transfer([450]),
  NLST: transfer([450]),
  MLSD: transfer([450, 501, 550], { section: extensions }),
  RNFR: { section: base, intermediate: [350], failure: [450, 550] },
  RNTO: ok([250], { failure: [532, 553] }),
  DELE: ok([250], { failure: [450, 550] }),
  RMD: ok([250], { failure: [550] }),
  MKD: ok([257], { failure: [550] }),
  PWD: ok([257], { failure: [550], isStrict: true }),
  ABOR: ok([225, 226]),
  SYST: ok([215]),
  STAT: ok([211, 212, 213], { failure: [450] }),
  HELP: ok([211, 214]),
  SITE: ok([200, 202, 214]),
  NOOP: ok([200]),
  AUTH: {
    section: cite(2228, '8.2'),
    success: [234],
    intermediate: [334],
    failure: [431],
    isStrict: true,
  },
  ADAT: { section: cite(2228, '8.2'), success: [235], intermediate: [335], isStrict: true },
  PBSZ: ok([200], { section: cite(2228, '8.2') }),
  PROT: ok([200], { section: cite(2228, '8.2'), failure: [431, 536] }),
  CCC: ok([200], { section: cite(2228, '3') }),
  FEAT: ok([211], { section: cite(2389, '3.2') }),
  OPTS: ok([200], { section: cite(2389, '4'), failure: [451] }),
  EPRT: ok([200], { section: cite(2428, '2'), failure: [522] }),
  EPSV: ok([229], { section: cite(2428, '3'), failure: [522], isStrict: true }),
  // The code is not fixed for this one: no port is announced.
  'EPSV ALL': ok([200], { section: cite(2428, '3') }),
  LANG: ok([200], { section: cite(2640, '4.2') }),
  MDTM: ok([213], { section: cite(3659, '3.1'), failure: [550], isStrict: true }),
  SIZE: ok([213], { section: cite(3659, '4.1'), failure: [550], isStrict: true }),
  MLST: ok([250], { section: extensions, failure: [550] }),
  HOST: ok([220], { section: cite(7151, '3.2') }),
}

/** The experimental verbs are answered like their successors (RFC 1123 §4.1.3.1). */
const aliases: Readonly<Record<string, string>> = {
  XCWD: 'CWD',
  XCUP: 'CDUP',
  XMKD: 'MKD',
  XRMD: 'RMD',
  XPWD: 'PWD',
  CPSV: 'PASV',
}

const openRule: ReplyRule = { section: cite(959, '4.2'), isOpen: true }

export function ruleFor(verb: string, argument: string): ReplyRule {
  const name = Object.hasOwn(aliases, verb) ? (aliases[verb] ?? verb) : verb
  const special = `${name} ${argument.trim().toUpperCase()}`
  if (Object.hasOwn(rules, special)) return rules[special] ?? openRule
  return Object.hasOwn(rules, name) ? (rules[name] ?? openRule) : openRule
}
