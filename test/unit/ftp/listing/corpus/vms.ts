import { noEntry, samplesOf } from './sample.ts'

const file = samplesOf('vms')
const folder = samplesOf('vms', { kind: 'directory' })

export const vmsSamples = [
  file('LOGIN.COM;2                 3   4-NOV-2009 14:09 [ANNA] (RWE,RWE,,)', 'LOGIN.COM', {
    size: 1536,
    at: '2009-11-04T14:09:00',
    permissions: 'RWE,RWE,,',
    owner: 'ANNA',
  }),
  file(
    'MANUAL.TEX;1      213/216  29-JAN-1996 03:33:12  [STAFF,ANNA] (RWED,RWED,,)',
    'MANUAL.TEX',
    {
      size: 109_056,
      at: '1996-01-29T03:33:12',
      permissions: 'RWED,RWED,,',
      owner: 'ANNA',
      group: 'STAFF',
    },
  ),
  file('.WELCOME;1                 2  13-FEB-2002 23:32:40.47', '.WELCOME', {
    size: 1024,
    at: '2002-02-13T23:32:40',
  }),
  file('A.;2                    18/18          1-JUL-1998 08:43:20  [G,O]    (RWED,,R,)', 'A.', {
    size: 9216,
    at: '1998-07-01T08:43:20',
    permissions: 'RWED,,R,',
    owner: 'O',
    group: 'G',
  }),
  folder(
    'DATA.DIR;1               1/9           2-JUN-1998 07:32:04  [SYSTEM]     (,RWED,RWED,RE)',
    'DATA',
    {
      size: 512,
      at: '1998-06-02T07:32:04',
      permissions: ',RWED,RWED,RE',
      owner: 'SYSTEM',
    },
  ),
  file('NOTIME.TXT;1    2/8    7-JAN-2000    [GRP_1]   (RWED,RWED,RE,)', 'NOTIME.TXT', {
    size: 1024,
    at: '2000-01-07',
    permissions: 'RWED,RWED,RE,',
    owner: 'GRP_1',
  }),
  file('FRENCH.TXT;1    6/8    15-JUI-2002    ANNA   (RWED,RWED,RE,)', 'FRENCH.TXT', {
    size: 3072,
    at: '2002-07-15',
    permissions: 'RWED,RWED,RE,',
    owner: 'ANNA',
  }),
  file(
    'OTHER-ORDER.TXT;1   [SUMMARY]    1/3     2-AUG-2006 13:05  (RWE,RWE,RE,)',
    'OTHER-ORDER.TXT',
    {
      size: 512,
      at: '2006-08-02T13:05:00',
      permissions: 'RWE,RWE,RE,',
      owner: 'SUMMARY',
    },
  ),
  file(
    'DATE-FIRST.TXT;1       17-JUN-1994 17:25:37     6308/13     (RWED,RWED,R,)',
    'DATE-FIRST.TXT',
    {
      size: 3_229_696,
      at: '1994-06-17T17:25:37',
      permissions: 'RWED,RWED,R,',
    },
  ),
  file('ROUND.TXT;1 2KB 23-SEP-2005 14:57:07.27', 'ROUND.TXT', {
    size: 2048,
    at: '2005-09-23T14:57:07',
  }),
  file('HUGE.ISO;2        ******  6-MAY-2008 09:29 [ANNA] (RE,RWED,RE,RE)', 'HUGE.ISO', {
    at: '2008-05-06T09:29:00',
    permissions: 'RE,RWED,RE,RE',
    owner: 'ANNA',
  }),
  file('[A.DIR]WITH-FOLDER.TXT;1 1/3 5-MAR-1993 18:09', 'WITH-FOLDER.TXT', {
    size: 512,
    at: '1993-03-05T18:09:00',
  }),
  file(
    'A_VERY_LONG_FILE_NAME.WITH_A_LONG_TYPE;12\r\n                        14/15         24-JUL-2002 14:35:40  [ANNA]    (RWE,RWE,RWE,RE)',
    'A_VERY_LONG_FILE_NAME.WITH_A_LONG_TYPE',
    {
      size: 7168,
      at: '2002-07-24T14:35:40',
      permissions: 'RWE,RWE,RWE,RE',
      owner: 'ANNA',
    },
  ),
  file(
    'NO-VERSION-AND-TWO.LINES\n                          213  29-JAN-1996 03:33 [ANNA,ANNA] (RWED,RWED,,)',
    'NO-VERSION-AND-TWO.LINES',
    {
      size: 109_056,
      at: '1996-01-29T03:33:00',
      permissions: 'RWED,RWED,,',
      owner: 'ANNA',
      group: 'ANNA',
    },
  ),
  file('RETURN-INSTEAD.TXT;1\r                   4  29-JAN-1996 03:33', 'RETURN-INSTEAD.TXT', {
    size: 2048,
    at: '1996-01-29T03:33:00',
  }),
  noEntry('vms', 'Directory ANONYMOUS_ROOT:[000000]'),
  noEntry('vms', 'DISK$USER:[ANNA.WORK]'),
  noEntry('vms', 'Total of 11 files, 17 blocks.'),
  noEntry('vms', 'Total of 276 blocks in 4 files.'),
  noEntry('vms', 'Grand total of 2 directories, 9 files.'),
  noEntry(
    'vms',
    'HIDDEN.TXT;1      %RMS-E-PRV, insufficient privilege or file protection violation',
  ),
  noEntry('vms', 'HIDDEN.DIR;1\tNo privilege for attempted operation'),
  noEntry(
    'vms',
    'HIDDEN.LOG;23\r\n          <%SYSTEM-F-NOPRIV, insufficient privilege or object protection violation>',
  ),
  noEntry('vms', '*.*;0              <%RMS-E-FNF, file not found>'),
]
