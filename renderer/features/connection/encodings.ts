/** Offered first; any other name that a site was given stays in the list. */
const common = [
  'auto',
  'utf-8',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'windows-1252',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'koi8-r',
]

export const encodingChoices = (current: string): string[] =>
  common.includes(current) ? common : [...common, current]
