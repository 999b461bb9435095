import { noEntry, samplesOf } from './sample.ts'

const dataSet = samplesOf('mvs')
const library = samplesOf('mvs', { kind: 'directory' })
const member = samplesOf('mvs')
const as400 = samplesOf('os400')
const vm = samplesOf('zvm')

export const mvsSamples = [
  dataSet('VOL001 3390   2021/05/21  1  200  FB      80  8000  PS  ANNA.REPORT', 'ANNA.REPORT', {
    at: '2021-05-21',
  }),
  library('VOL001 3390   2021/05/21  1    3  FB      80  3120  PO  ANNA.CNTL', 'ANNA.CNTL', {
    at: '2021-05-21',
  }),
  library('VOL001 3390   2021/05/21  1   15  U    32760 32760  PO-E ANNA.LOADLIB', 'ANNA.LOADLIB', {
    at: '2021-05-21',
  }),
  library("VOL001 3390   **NONE**    1   15  NONE     0     0  PO  'ANNA.EMPTY'", 'ANNA.EMPTY'),
  dataSet('VOL001 3390   2021/05/21  1+++++  VBS  32767 27966  PS  ANNA.BIG', 'ANNA.BIG', {
    at: '2021-05-21',
  }),
  dataSet('VOL001 3390   2021/05/21  2 ????  FB     904 18080  PS  ANNA.BIGGER', 'ANNA.BIGGER', {
    at: '2021-05-21',
  }),
  library('VOL001 3380   2010/03/09123 2415  U    18432 18432  PO  ANNA.EXTENTS ', 'ANNA.EXTENTS', {
    at: '2010-03-09',
  }),
  library('OLD025 3380   12/29/95  1   60  FB      80 23200  PO  ANNA.CLIST', 'ANNA.CLIST', {
    at: '1995-12-29',
  }),
  dataSet('VOL001 3390   VSAM ANNA.KSDS', 'ANNA.KSDS'),
  dataSet('T00042 Tape                                             ANNA.BACKUP', 'ANNA.BACKUP'),
  samplesOf('mvs', { kind: 'unknown' })(
    'Migrated                                                ANNA.ARCHIVED',
    'ANNA.ARCHIVED',
  ),
  samplesOf('mvs', { kind: 'unknown' })(
    'ARCIVE Not Direct Access Device                         ANNA.AWAY',
    'ANNA.AWAY',
  ),
  library('Pseudo Directory                                        ANNA.SUB', 'ANNA.SUB'),
  member('PROG1     01.03 2019/09/12 2020/10/11 09:37    11    11     0 ANNA', 'PROG1', {
    at: '2020-10-11T09:37:00',
    owner: 'ANNA',
  }),
  member(' $INDEX   01.01 19/10/18 21/10/18 11:58    29    29     0 ANNA', '$INDEX', {
    at: '2021-10-18T11:58:00',
    owner: 'ANNA',
  }),
  member(
    'LOADMOD   00B308   000411          00 FO             RN RU            31    ANY',
    'LOADMOD',
    {
      size: 45_832,
    },
  ),
  member('ALIASMOD  005F48   000011 LOADMOD  00 FO        RU      ANY    24', 'ALIASMOD', {
    size: 24_392,
  }),
  member('ANNAJOB   JOB01906  OUTPUT    3 Spool Files', 'JOB01906'),
  member('ANNAJOB  JOB01907 ANNA     OUTPUT A        RC=0000 3 spool files', 'JOB01907', {
    owner: 'ANNA',
  }),
  samplesOf('mvs', { kind: 'unknown' })('ANNAJOB  TSU01830 ANNA     ACTIVE TSU', 'TSU01830', {
    owner: 'ANNA',
  }),
  noEntry('mvs', 'Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname'),
]

export const os400Samples = [
  as400('ANNA             4019 04/13/18 18:58:16 *STMF      leaflet.zip', 'leaflet.zip', {
    size: 4019,
    at: '2018-04-13T18:58:16',
    owner: 'ANNA',
  }),
  samplesOf('os400', { kind: 'directory' })(
    'QSYS            77824 02/23/00 15:09:55 *DIR my folder/',
    'my folder',
    { size: 77_824, at: '2000-02-23T15:09:55', owner: 'QSYS' },
  ),
  as400('QSYS            77824 23/02/00 15:09:55 *FILE DAYFIRST.FILE', 'DAYFIRST.FILE', {
    size: 77_824,
    at: '2000-02-23T15:09:55',
    owner: 'QSYS',
  }),
  as400('QPGMR           36864 18.09.06 14:21:26 *FILE      POINTS.FILE', 'POINTS.FILE', {
    size: 36_864,
    at: '2006-09-18T14:21:26',
    owner: 'QPGMR',
  }),
  as400(
    'QPGMR                                   *MEM       SRC.FILE/MAIN.MBR',
    'SRC.FILE/MAIN.MBR',
    {
      owner: 'QPGMR',
    },
  ),
  as400('                 4019 04/13/18 18:58:16 *STMF      anonymous', 'anonymous', {
    size: 4019,
    at: '2018-04-13T18:58:16',
  }),
  as400('ANNA 9069 05/20/15 15:36:52 *STMF /home/anna/REPORT.PDF', 'REPORT.PDF', {
    size: 9069,
    at: '2015-05-20T15:36:52',
    owner: 'ANNA',
  }),
  as400('ANNA 9069 05/20/15 30:36:52 *STMF no such time', 'no such time', {
    size: 9069,
    owner: 'ANNA',
  }),
  noEntry('os400', 'QPGMR          135168 04/03/18 13:18:19 *FILE'),
  samplesOf('os400')(
    '----rwxr-x   1 ANNA     0           4019 Feb 18 18:58 unix style',
    'unix style',
    {
      size: 4019,
      at: '2024-02-18T18:58:00',
      permissions: '---rwxr-x',
      owner: 'ANNA',
      group: '0',
    },
  ),
]

export const zvmSamples = [
  vm('PROFILE  EXEC     V         72          9          1 1999-09-20 17:16:18 -', 'PROFILE.EXEC', {
    size: 648,
    at: '1999-09-20T17:16:18',
  }),
  vm(
    'WELCOME  README   F         80         21          1 1999-12-27 16:19:00 TCP291',
    'WELCOME.README',
    {
      size: 1680,
      at: '1999-12-27T16:19:00',
      owner: 'TCP291',
    },
  ),
  vm('CAMPUS   TIF      V       8192       3172       3606 2000-10-06 17:20:37 -', 'CAMPUS.TIF', {
    size: 14_770_176,
    at: '2000-10-06T17:20:37',
  }),
  samplesOf('zvm', { kind: 'directory' })(
    'AUTHORS           DIR        -          -          - 1999-09-20 10:31:11 -',
    'AUTHORS',
    { at: '1999-09-20T10:31:11' },
  ),
  vm('MAIL     PROFILE   A2 F      80     2      1       10/14/92  16:12:27', 'MAIL.PROFILE', {
    size: 160,
    at: '1992-10-14T16:12:27',
  }),
  vm('Y2K      DATE      A0 V      1      1      1       11/03/100 10:11:12', 'Y2K.DATE', {
    size: 1,
    at: '2000-11-03T10:11:12',
  }),
  samplesOf('zvm', { kind: 'directory' })(
    'AUTHORS            A1 DIR    -      -      -       9/20/99   10:31:11',
    'AUTHORS',
    { at: '1999-09-20T10:31:11' },
  ),
  vm("05/20/2000 13:38:19 F 1 65758 'my file.txt'", 'my file.txt', {
    size: 65_758,
    at: '2000-05-20T13:38:19',
  }),
  samplesOf('zvm', { kind: 'directory' })("08/21/2000 05:28:40 D - - 'SUB'", 'SUB', {
    at: '2000-08-21T05:28:40',
  }),
  noEntry('zvm', 'Filename FileType  Fm Format Lrecl  Records Blocks Date      Time'),
]
