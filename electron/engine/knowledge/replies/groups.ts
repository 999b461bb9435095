/** Verbs that are answered alike. */
export const downloads = ['RETR'] as const
export const uploads = ['STOR', 'STOU', 'APPE'] as const
export const lists = ['LIST', 'NLST', 'MLSD'] as const
export const transfers = [...downloads, ...uploads, ...lists] as const
export const folderChanges = ['CWD', 'CDUP', 'XCWD', 'XCUP'] as const
export const dataSetups = ['PORT', 'EPRT', 'PASV', 'EPSV', 'LPRT', 'LPSV', 'CPSV', 'SPSV'] as const
export const logins = ['USER', 'PASS', 'ACCT'] as const
export const fingerprints = [
  'HASH',
  'XCRC',
  'XMD5',
  'MD5',
  'MMD5',
  'XSHA',
  'XSHA1',
  'XSHA256',
  'XSHA512',
] as const

/** Servers that want the TLS session of the control connection resumed say it in such words. */
export const sessionReuseWords = /session[\s\S]*\b(re-?us|resum)|\b(re-?us|resum)\w*[\s\S]*session/i

/** Words of a server that insists on encryption. */
export const encryptionWords =
  /\b(tls|ssl|ftps|encrypt\w*|secur(e|ity)|cleartext|clear text|prot(ection)? p)\b/i

/** Words of a server whose places are all taken. */
export const tooManyWords =
  /too many|max(imum)?\b[\s\S]*(connection|client|user|session|login)|(connection|client|user|session|login)s?\b[\s\S]*(limit|maximum)|can't accept more than/i

export const missingWords =
  /no such|not found|does(n'?t| not) exist|can'?t find|cannot find|not exist|existence|could not get file size/i
export const deniedWords =
  /permission|denied|not permitted|not allowed|forbidden|access|read-?only|prohibited|anonymous users/i
export const existsWords = /already exist|file exists|exists$/i
export const fullWords = /no space|disk full|disc full|insufficient|not enough/i
export const quotaWords = /quota|exceeded|allocation|limit/i
export const timeoutWords = /time-?d? ?out|timeout|idle|inactiv|no (transfer|activity|command)/i

/** RFC 2228 §5.1 writes security data in a reply in this way. */
export const encodedDataWords = /ADAT=[A-Za-z0-9+/=]+/
