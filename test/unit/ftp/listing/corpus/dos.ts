import { noEntry, samplesOf } from './sample.ts'

const file = samplesOf('dos')
const folder = samplesOf('dos', { kind: 'directory' })
const link = samplesOf('dos', { kind: 'link' })

export const dosSamples = [
  folder('04-27-00  12:09PM       <DIR>          Program Files', 'Program Files', {
    at: '2000-04-27T12:09:00',
  }),
  folder('04-27-00  12:09AM       <DIR>          midnight', 'midnight', {
    at: '2000-04-27T00:09:00',
  }),
  file('04-06-99  03:47PM                  589 readme.txt', 'readme.txt', {
    size: 589,
    at: '1999-04-06T15:47:00',
  }),
  file('04-06-2019  03:47AM           5368709120 big.iso', 'big.iso', {
    size: 5_368_709_120,
    at: '2019-04-06T03:47:00',
  }),
  file('04-06-19  13:47                   12 24 hours', '24 hours', {
    size: 12,
    at: '2019-04-06T13:47:00',
  }),
  folder('12-05-96  17:03         <DIR>          Windows CE', 'Windows CE', {
    at: '1996-12-05T17:03:00',
  }),
  file('2019-04-06  13:47                9,730 commas', 'commas', {
    size: 9730,
    at: '2019-04-06T13:47:00',
  }),
  file('06.04.2019  13:47           12.345.678 points', 'points', {
    size: 12_345_678,
    at: '2019-04-06T13:47:00',
  }),
  file('06/04/2019  01:47 PM     1\u00a0234\u00a0567 no-break spaces', 'no-break spaces', {
    size: 1_234_567,
    at: '2019-06-04T13:47:00',
  }),
  file('2019/04/06  13:47:08                 5 seconds', 'seconds', {
    size: 5,
    at: '2019-04-06T13:47:08',
  }),
  file('20-05-97  03:31PM                  681 day first', 'day first', {
    size: 681,
    at: '1997-05-20T15:31:00',
  }),
  file('04-06-19  03:47PM                   12  leading', ' leading', {
    size: 12,
    at: '2019-04-06T15:47:00',
  }),
  file('04-06-19  03:47PM                   12 trailing  ', 'trailing  ', {
    size: 12,
    at: '2019-04-06T15:47:00',
  }),
  folder('04-06-19  03:47PM       <DIR>           leading', ' leading', {
    at: '2019-04-06T15:47:00',
  }),
  folder('04-06-19  03:47PM       <DIR>   few spaces', 'few spaces', {
    at: '2019-04-06T15:47:00',
  }),
  folder('04-06-19  03:47PM       <DIR>          123 456', '123 456', {
    at: '2019-04-06T15:47:00',
  }),
  file('04-06-19  03:47PM                   12 10 years <DIR> old', '10 years <DIR> old', {
    size: 12,
    at: '2019-04-06T15:47:00',
  }),
  link('04-06-19  03:47PM       <JUNCTION>     old -> D:\\new place', 'old', {
    at: '2019-04-06T15:47:00',
    target: 'D:\\new place',
  }),
  link('04-06-19  03:47PM       <JUNCTION>     old => elsewhere', 'old', {
    at: '2019-04-06T15:47:00',
    target: 'elsewhere',
  }),
  link('06/04/2019  03:47 PM    <SYMLINKD>     my link [C:\\a b]', 'my link', {
    at: '2019-06-04T15:47:00',
    target: 'C:\\a b',
  }),
  link('06/04/2019  03:47 PM    <SYMLINK>      alone', 'alone', { at: '2019-06-04T15:47:00' }),
  file('99-99-19  03:47PM                   12 no such day', 'no such day', { size: 12 }),
  file('04-06-19  25:61                     12 no such time', 'no such time', { size: 12 }),
  noEntry('dos', '04-06-19  03:47PM       <DIR>          .'),
  noEntry('dos', '04-06-19  03:47PM       <DIR>          ..'),
  noEntry('dos', ' Volume in drive C is SYSTEM'),
  noEntry('dos', ' Volume Serial Number is 1234-ABCD'),
  noEntry('dos', ' Directory of C:\\pub'),
  noEntry('dos', '               2 File(s)      1,234,567 bytes'),
  noEntry('dos', '               3 Dir(s)  98,765,432 bytes free'),
]
