import { noEntry, samplesOf } from './sample.ts'

const eplf = samplesOf('eplf')
const os2 = samplesOf('os2')
const netware = samplesOf('netware', { permissions: 'RWCEAFMS', owner: 'anna' })
const mac = samplesOf('mac', { permissions: 'rwxr-xr-x' })
const tandem = samplesOf('nonstop', { permissions: 'nunu', owner: '106', group: '155' })

export const otherSamples = [
  eplf('+i8388621.48594,m825718503,r,s280,up644,\treadme.html', 'readme.html', {
    size: 280,
    at: '1996-03-01T22:15:03',
    permissions: '644',
  }),
  eplf('+i8388621.50690,m824255907,/,\t folder', ' folder', {
    kind: 'directory',
    at: '1996-02-13T23:58:27',
  }),
  eplf('+,m825718503,,r,s280\ta\tb', 'a\tb', { size: 280, at: '1996-03-01T22:15:03' }),
  eplf('+r,sx,mx\tbad facts', 'bad facts'),
  eplf('+\tmystery', 'mystery', { kind: 'unknown' }),
  noEntry('eplf', '+/,\t.'),
  noEntry('eplf', '+r,\t'),
  os2('             65201      A          08-04-11   10:24  csort.exe', 'csort.exe', {
    size: 65_201,
    at: '2011-08-04T10:24:00',
  }),
  os2('                 0           DIR   01-13-11   10:18  Boot CD', 'Boot CD', {
    kind: 'directory',
    size: 0,
    at: '2011-01-13T10:18:00',
  }),
  os2('587823    RSA    DIR   01-08-97   13:58  OS2', 'OS2', {
    kind: 'directory',
    size: 587_823,
    at: '1997-01-08T13:58:00',
  }),
  os2('36611      A    04-23-103  10:57  year 2000', 'year 2000', {
    size: 36_611,
    at: '2003-04-23T10:57:00',
  }),
  os2('            310992                 06-28-94   09:56  INSTALL.EXE', 'INSTALL.EXE', {
    size: 310_992,
    at: '1994-06-28T09:56:00',
  }),
  netware(
    '- [RWCEAFMS] anna                          19968 Feb 12 15:20 My Summary.doc',
    'My Summary.doc',
    {
      size: 19_968,
      at: '2024-02-12T15:20:00',
    },
  ),
  netware('d [RWCEAFMS] anna                            512 Nov 24  2005 Favorites', 'Favorites', {
    kind: 'directory',
    size: 512,
    at: '2005-11-24',
  }),
  netware('d [R----F--] supervisor            512       Jan 16 18:53    login', 'login', {
    kind: 'directory',
    size: 512,
    at: '2024-01-16T18:53:00',
    permissions: 'R----F--',
    owner: 'supervisor',
  }),
  netware('-[RWCEMFA] anna             214059       Oct 20 15:27    cx.exe', 'cx.exe', {
    size: 214_059,
    at: '2023-10-20T15:27:00',
    permissions: 'RWCEMFA',
  }),
  mac('drwxr-xr-x               folder        5 Mar  2 10:06 Photos files', 'Photos files', {
    kind: 'directory',
    size: 5,
    at: '2024-03-02T10:06:00',
  }),
  mac('-rwxr-xr-x      332           7      339 Feb  5  2004 welcome.txt', 'welcome.txt', {
    size: 339,
    at: '2004-02-05',
  }),
  samplesOf('vshell')('206876  Apr 04, 2000 21:06 old file', 'old file', {
    size: 206_876,
    at: '2000-04-04T21:06:00',
  }),
  samplesOf('vshell')('0  Dec 12, 2002 02:13 old folder/', 'old folder', {
    kind: 'directory',
    size: 0,
    at: '2002-12-12T02:13:00',
  }),
  tandem('ALVO         1000             2048 27-Aug-02 13:57:22 155,106 "nunu"', 'ALVO', {
    size: 2048,
    at: '2002-08-27T13:57:22',
  }),
  tandem('ALV      O    101             2522  7-Aug-02 13:57:10 155, 106 "nunu"', 'ALV', {
    size: 2522,
    at: '2002-08-07T13:57:10',
  }),
  noEntry('nonstop', 'File         Code             EOF  Last Modification    Owner  RWEP'),
  samplesOf('mpe')(
    'DB000     PRIV    128W  FB           6          6   1       16  1  1',
    'DB000',
    {
      size: 1536,
    },
  ),
  samplesOf('mpe')(
    '          16W  HBD          0   67107839   1       32  1  *  incoming/',
    'incoming',
    {
      kind: 'directory',
    },
  ),
  samplesOf('mpe')(
    '           1B  BA         115 2147483647   1       16  1  *  testfile',
    'testfile',
    {
      size: 115,
    },
  ),
  noEntry('mpe', ' PATH= /GUEST/PUB/'),
  noEntry('mpe', 'FILENAME  CODE  ------------LOGICAL RECORD-----------  ----SPACE----'),
  samplesOf('os9')('20.20 07/03/29 1026 d-ewrewr 2650 85920 my folder', 'my folder', {
    kind: 'directory',
    size: 85_920,
    at: '2007-03-29T10:26:00',
    permissions: 'd-ewrewr',
    owner: '20.20',
  }),
  samplesOf('vxworks')('2048    Feb-28-1998  05:23:30   my folder <DIR>', 'my folder', {
    kind: 'directory',
    size: 2048,
    at: '1998-02-28T05:23:30',
  }),
  samplesOf('vxworks')('512    Feb-28-1998  05:23:30   boot.rom', 'boot.rom', {
    size: 512,
    at: '1998-02-28T05:23:30',
  }),
  samplesOf('nortel')('config.bin       1014196  06/03/04  Thur.   10:20:03', 'config.bin', {
    size: 1_014_196,
    at: '2004-06-03T10:20:03',
  }),
  samplesOf('chameleon')('INSTALL         <DIR>      Nov 16 1994 17:17', 'INSTALL', {
    kind: 'directory',
    at: '1994-11-16T17:17:00',
  }),
  samplesOf('chameleon')('DESIGN1.DOC     11264      May 11 1995 14:20   RA', 'DESIGN1.DOC', {
    size: 11_264,
    at: '1995-05-11T14:20:00',
  }),
  samplesOf('chameleon')('WPKIT1.EXE          960338      06/21/95        17:01', 'WPKIT1.EXE', {
    size: 960_338,
    at: '1995-06-21T17:01:00',
  }),
  samplesOf('unisys')('DATA                    SEQDATA    84 06/09/1998  12:04', 'DATA', {
    size: 84,
    at: '1998-06-09T12:04:00',
  }),
  noEntry('unisys', 'Report for: (UC)A ON PACK'),
  noEntry('unisys', '          6 Files     504 Octets'),
  samplesOf('gxs')(
    'FFAD59A3FB10054AC5F1._IE  ACCT1 USER1  ORDERS  0000006501 960821 092357',
    'FFAD59A3FB10054AC5F1._IE',
    {
      size: 6501,
      at: '1996-08-21T09:23:57',
      owner: 'USER1',
      group: 'ACCT1',
    },
  ),
  noEntry('gxs', '  Filename (MSGKEY)        Sender      Class   Size       Date   Time'),
]
