import { noEntry, samplesOf } from './sample.ts'

const rw = { permissions: 'rw-r--r--' }
const file = samplesOf('unix', { ...rw, owner: 'anna', group: 'staff' })
const entry = samplesOf('unix')

/** What servers for Unix write every day. */
export const unixSamples = [
  file('-rw-r--r--   1 anna     staff        1042 Feb  3 08:15 notes.txt', 'notes.txt', {
    size: 1042,
    at: '2024-02-03T08:15:00',
  }),
  file('-rw-r--r--   1 anna     staff        1042 Feb  3  2019 old notes.txt', 'old notes.txt', {
    size: 1042,
    at: '2019-02-03',
  }),
  entry('drwxr-xr-x   7 0        0            4096 Dec 24 23:59 pub', 'pub', {
    kind: 'directory',
    size: 4096,
    at: '2023-12-24T23:59:00',
    permissions: 'rwxr-xr-x',
    owner: '0',
    group: '0',
  }),
  entry('lrwxrwxrwx   1 root     wheel           9 Mar  1 10:00 www -> ../htdocs', 'www', {
    kind: 'link',
    size: 9,
    at: '2024-03-01T10:00:00',
    target: '../htdocs',
    permissions: 'rwxrwxrwx',
    owner: 'root',
    group: 'wheel',
  }),
  entry('lrwxrwxrwx 1 a b 4 Mar  1 10:00 x -> y -> z', 'x', {
    kind: 'link',
    size: 4,
    at: '2024-03-01T10:00:00',
    target: 'y -> z',
    permissions: 'rwxrwxrwx',
    owner: 'a',
    group: 'b',
  }),
  entry('lrwxrwxrwx 1 a b 4 Mar  1 10:00 lost', 'lost', {
    kind: 'link',
    size: 4,
    at: '2024-03-01T10:00:00',
    permissions: 'rwxrwxrwx',
    owner: 'a',
    group: 'b',
  }),
  file('-rw-r--r-- 1 anna staff 3 Mar  1 10:00 from -> to.txt', 'from -> to.txt', {
    size: 3,
    at: '2024-03-01T10:00:00',
  }),
  file(
    '-rw-r--r--  1 anna  staff  7 Mar  1 10:00   three before and after   ',
    '  three before and after   ',
    {
      size: 7,
      at: '2024-03-01T10:00:00',
    },
  ),
  file('-rw-r--r--  1 anna  staff  7 Mar  1 10:00 a  b\tc', 'a  b\tc', {
    size: 7,
    at: '2024-03-01T10:00:00',
  }),
  file('-rw-r--r--  1 anna  staff  7 Mar  1 10:00  ', ' ', { size: 7, at: '2024-03-01T10:00:00' }),
  file('-rw-r--r-- 1 anna staff 9876543210 Jul  4  2020 image.iso', 'image.iso', {
    size: 9_876_543_210,
    at: '2020-07-04',
  }),
  file('-rw-r--r-- 1 anna staff 12 Mar  1 10:00 2023 report 11:30.txt', '2023 report 11:30.txt', {
    size: 12,
    at: '2024-03-01T10:00:00',
  }),
  file('-rw-r--r-- 1 anna staff 12 Mar  1  2022 10:00 talk.mp3', '10:00 talk.mp3', {
    size: 12,
    at: '2022-03-01',
  }),
  file('-rw-r--r-- 1 anna staff 12 Mar  1 10:00 Jan 25 00:17 copy', 'Jan 25 00:17 copy', {
    size: 12,
    at: '2024-03-01T10:00:00',
  }),
  file('-rw-r--r-- 1 anna staff 12 Mar  1 10:00 PM memo', 'PM memo', {
    size: 12,
    at: '2024-03-01T10:00:00',
  }),
  file('-rw-r--r--. 1 anna staff 5 Mar  1 10:00 selinux', 'selinux', {
    size: 5,
    at: '2024-03-01T10:00:00',
  }),
  file('-rw-r--r--+ 1 anna staff 5 Mar  1 10:00 acl', 'acl', {
    size: 5,
    at: '2024-03-01T10:00:00',
  }),
  file('-rw-r--r--@ 1 anna staff 5 Mar  1 10:00 xattr', 'xattr', {
    size: 5,
    at: '2024-03-01T10:00:00',
  }),
  file('-rw-r--r--+1042 anna staff 5 Mar  1 10:00 glued links', 'glued links', {
    size: 5,
    at: '2024-03-01T10:00:00',
  }),
  file(
    '1234567    8 -rw-r--r--   1 anna staff 5 Mar  1 10:00 inode and blocks',
    'inode and blocks',
    {
      size: 5,
      at: '2024-03-01T10:00:00',
    },
  ),
  file('    8 -rw-r--r--   1 anna staff 5 Mar  1 10:00 blocks', 'blocks', {
    size: 5,
    at: '2024-03-01T10:00:00',
  }),
  file('  -rw-r--r--   1 anna staff 5 Mar  1 10:00 indented', 'indented', {
    size: 5,
    at: '2024-03-01T10:00:00',
  }),
  entry('-rwsr-Sr-t 1 root bin 5 Mar  1 10:00 bits', 'bits', {
    size: 5,
    at: '2024-03-01T10:00:00',
    permissions: 'rwsr-Sr-t',
    owner: 'root',
    group: 'bin',
  }),
  entry('drwxrwxrwt 1 root bin 5 Mar  1 10:00 tmp', 'tmp', {
    kind: 'directory',
    size: 5,
    at: '2024-03-01T10:00:00',
    permissions: 'rwxrwxrwt',
    owner: 'root',
    group: 'bin',
  }),
  entry('crw-rw---- 1 root tty 4, 64 Mar  1 10:00 ttyS0', 'ttyS0', {
    kind: 'unknown',
    at: '2024-03-01T10:00:00',
    permissions: 'rw-rw----',
    owner: 'root',
    group: 'tty',
  }),
  entry('brw-r----- 1 root disk 8,  1 Mar  1 10:00 sda1', 'sda1', {
    kind: 'unknown',
    at: '2024-03-01T10:00:00',
    permissions: 'rw-r-----',
    owner: 'root',
    group: 'disk',
  }),
  entry('crw------- 1 root sys 13,2 Mar  1  2009 kbd', 'kbd', {
    kind: 'unknown',
    at: '2009-03-01',
    permissions: 'rw-------',
    owner: 'root',
    group: 'sys',
  }),
  entry('srwxrwxrwx 1 root sys 0 Mar  1 10:00 socket', 'socket', {
    kind: 'unknown',
    at: '2024-03-01T10:00:00',
    permissions: 'rwxrwxrwx',
    owner: 'root',
    group: 'sys',
  }),
  entry('prw-r--r-- 1 root sys 0 Mar  1 10:00 pipe', 'pipe', {
    kind: 'unknown',
    at: '2024-03-01T10:00:00',
    ...rw,
    owner: 'root',
    group: 'sys',
  }),
  entry('-rw-r--r--   1 anna          1042 Feb  3 08:15 no group', 'no group', {
    size: 1042,
    at: '2024-02-03T08:15:00',
    ...rw,
    owner: 'anna',
  }),
  entry('-rw-r--r--   1 1042 Feb  3 2021 no owners', 'no owners', {
    size: 1042,
    at: '2021-02-03',
    ...rw,
  }),
  file('-rw-r--r-- anna staff 1042 Feb  3 2021 no links', 'no links', {
    size: 1042,
    at: '2021-02-03',
  }),
  entry('-rw-r--r-- 1042 Feb  3 2021 nothing else', 'nothing else', {
    size: 1042,
    at: '2021-02-03',
    ...rw,
  }),
  entry('-rw-r--r-- 1 maria Domain Users 1042 Feb  3 2021 x', 'x', {
    size: 1042,
    at: '2021-02-03',
    ...rw,
    owner: 'maria',
    group: 'Domain Users',
  }),
  entry('-rw-r--r--   1 jan de wit     the artists     1042 Feb  3 2021 x', 'x', {
    size: 1042,
    at: '2021-02-03',
    ...rw,
    owner: 'jan de wit',
    group: 'the artists',
  }),
  entry('-rw-r--r--   1 anna     team 2000      1042 Feb  3 2021 x', 'x', {
    size: 1042,
    at: '2021-02-03',
    ...rw,
    owner: 'anna',
    group: 'team 2000',
  }),
  entry('-rw-r--r--   1 uploader publishers88123456 Feb  3 2021 x', 'x', {
    size: 88_123_456,
    at: '2021-02-03',
    ...rw,
    owner: 'uploader',
    group: 'publishers',
  }),
  entry('-rw-r--r--   1 jun      5            2010 Mar  3 10:00 x', 'x', {
    size: 2010,
    at: '2024-03-03T10:00:00',
    ...rw,
    owner: 'jun',
    group: '5',
  }),
  file('-rw-r--r-- 1 anna staff 12.5K Feb  3 2021 rounded', 'rounded', {
    size: 12_800,
    at: '2021-02-03',
  }),
  file('-rw-r--r-- 1 anna staff 1,234,567 Feb  3 2021 grouped', 'grouped', {
    size: 1_234_567,
    at: '2021-02-03',
  }),
  file('-rw-r--r-- 1 anna staff -1294967296 Feb  3 2021 overflow', 'overflow', {
    at: '2021-02-03',
  }),
  file('-rw-r--r-- 1 anna staff 99999999999999999999 Feb  3 2021 too large', 'too large', {
    at: '2021-02-03',
  }),
  file('-rw-r--r-- 1 anna staff 12 no-date', 'no-date', { size: 12 }),
  entry('drwxr-x   2       10     4096 Dec 10 14:32 short mode', 'short mode', {
    kind: 'directory',
    size: 4096,
    at: '2023-12-10T14:32:00',
    permissions: 'rwxr-x',
    owner: '10',
  }),
  entry('---------   1 owner    group           88 Dec 22 10:20 LOG.TXT', 'LOG.TXT', {
    size: 88,
    at: '2023-12-22T10:20:00',
    permissions: '--------',
    owner: 'owner',
    group: 'group',
  }),
  entry('-rw-r--r-- FTP  Users       10439 Apr 20 05:29 two owners', 'two owners', {
    size: 10_439,
    at: '2023-04-20T05:29:00',
    ...rw,
    owner: 'FTP',
    group: 'Users',
  }),
  entry('-C--E-----MBX A MAILBOX1      4711   123456 Jan 13 07:42 batch', 'batch', {
    size: 123_456,
    at: '2024-01-13T07:42:00',
    permissions: 'C--E-----MBX',
    owner: 'MAILBOX1',
    group: '4711',
  }),
  entry('0100640   501   20   77    1000000000       octal', 'octal', {
    size: 77,
    at: '2001-09-09T01:46:40',
    permissions: '0640',
    owner: '501',
    group: '20',
  }),
  entry('040755   501   20   77    1000000000 octal folder', 'octal folder', {
    kind: 'directory',
    size: 77,
    at: '2001-09-09T01:46:40',
    permissions: '0755',
    owner: '501',
    group: '20',
  }),
  entry('d????????? ? ?    ?       ?            ? no access', 'no access', { kind: 'directory' }),
  entry('?????????? ? ?    ?       ?            ? broken', 'broken', { kind: 'unknown' }),
  entry('drwxr-xr-x 1 a b 0 Mar  1 10:00 marked/', 'marked', {
    kind: 'directory',
    size: 0,
    at: '2024-03-01T10:00:00',
    permissions: 'rwxr-xr-x',
    owner: 'a',
    group: 'b',
  }),
  file('-rw-r--r-- 1 anna staff 5 Feb 31 10:00 no such day', 'no such day', { size: 5 }),
  file('-rw-r--r-- 1 anna staff 5 Feb  3 25:61 no such time', 'no such time', { size: 5 }),
  file('-rw-r--r-- 1 anna staff 5 Fob  3 10:00 no such month', 'no such month', { size: 5 }),
  file('-rw-r--r-- 1 anna staff 5 Mar  1 10:00 ../../etc/passwd', '../../etc/passwd', {
    size: 5,
    at: '2024-03-01T10:00:00',
  }),
  file('-rw-r--r-- 1 anna staff 5 Mar  1 10:00 nul\0and\x1b[2J', 'nul\0and\x1b[2J', {
    size: 5,
    at: '2024-03-01T10:00:00',
  }),
  file('-rw-r--r-- 1 anna staff 5 Mar  1 10:00 \udce4\ud800 文件', '\udce4\ud800 文件', {
    size: 5,
    at: '2024-03-01T10:00:00',
  }),
  noEntry('unix', 'drwxr-xr-x   7 0        0            4096 Dec 24 23:59 .'),
  noEntry('unix', 'drwxr-xr-x   7 0        0            4096 Dec 24 23:59 ..'),
  noEntry('unix', 'drwxr-xr-x   7 0        0            4096 Dec 24 23:59 ../'),
  noEntry('unix', '-rw-r--r--   1 anna     staff        1042 Feb  3 08:15 '),
  noEntry('unix', '-rw-r--r--   1 anna     staff        1042 Feb  3 08:15'),
]
