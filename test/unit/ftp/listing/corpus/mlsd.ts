import { noEntry, samplesOf } from './sample.ts'

const entry = samplesOf('mlsd')

export const mlsdSamples = [
  entry('type=file;size=25730;modify=19940728095854;perm=awr; notes.txt', 'notes.txt', {
    size: 25_730,
    at: '1994-07-28T09:58:54',
  }),
  entry('Type=Dir;Sizd=4096;Modify=20200102030405.678;UNIX.mode=0755; Folder', 'Folder', {
    kind: 'directory',
    size: 4096,
    at: '2020-01-02T03:04:05.678',
    permissions: '0755',
  }),
  entry('SIZE=7;TYPE=FILE;MODIFY=20200102030405; LOUD', 'LOUD', {
    size: 7,
    at: '2020-01-02T03:04:05',
  }),
  entry(
    'modify=20200102030405;unique=8U1;type=file;unix.owner=1000;UNIX.group=100;unix.mode=0640;size=5; any order',
    'any order',
    {
      size: 5,
      at: '2020-01-02T03:04:05',
      permissions: '0640',
      owner: '1000',
      group: '100',
    },
  ),
  entry(
    'type=file;UNIX.uid=7;UNIX.gid=8;UNIX.ownername=anna;UNIX.groupname=staff; names first',
    'names first',
    { owner: 'anna', group: 'staff' },
  ),
  entry('type=file;UNIX.ownername=anna;UNIX.owner=7; name kept', 'name kept', { owner: 'anna' }),
  entry('type=file;UNIX.group=Domain Users;size=3; spaced', 'spaced', {
    size: 3,
    group: 'Domain Users',
  }),
  entry('type=OS.unix=slink:/srv/data;size=9; link', 'link', {
    kind: 'link',
    size: 9,
    target: '/srv/data',
  }),
  entry('type=OS.unix=slink:/srv/my data;size=9; spaced link', 'spaced link', {
    kind: 'link',
    size: 9,
    target: '/srv/my data',
  }),
  entry('Type=OS.UNIX=symlink; bare link', 'bare link', { kind: 'link' }),
  entry('type=OS.unix=slink:; empty link', 'empty link', { kind: 'link' }),
  entry('Type=OS.unix=chr-13/29;Perm=; device', 'device', { kind: 'unknown' }),
  entry('type=file;size=1;  leading space', ' leading space', { size: 1 }),
  entry('type=file;size=1; trailing space ', 'trailing space ', { size: 1 }),
  entry('type=file;size=1; a=b;c=d; e', 'a=b;c=d; e', { size: 1 }),
  entry('type=file;size=1; with / slash', 'with / slash', { size: 1 }),
  entry('type=file;size=1; \udce4\ud800', '\udce4\ud800', { size: 1 }),
  entry('type=file;size=1;\ttab before', 'tab before', { size: 1 }),
  entry('type=file no last semicolon', 'no last semicolon'),
  entry('type=file;size= 12;modify=20200102030405; space in a value', 'space in a value', {
    at: '2020-01-02T03:04:05',
  }),
  entry('size=12; no type', 'no type', { kind: 'unknown', size: 12 }),
  entry('type=; empty type', 'empty type', { kind: 'unknown' }),
  entry('type=file;size=; empty size', 'empty size'),
  entry('type=file;size=-5; negative', 'negative'),
  entry('type=file;size=1e3; no number', 'no number'),
  entry('type=file;size=99999999999999999999; too large', 'too large'),
  entry('type=file;size=9007199254740991; largest', 'largest', { size: 9_007_199_254_740_991 }),
  entry('type=file;modify=20201302030405;size=1; month 13', 'month 13', { size: 1 }),
  entry('type=file;modify=20200230030405; 30 February', '30 February'),
  entry('type=file;modify=20200102250405; hour 25', 'hour 25'),
  entry('type=file;modify=2020; too short', 'too short'),
  entry('type=file;modify=20200102030405Z; with zone', 'with zone'),
  entry('type=file;modify=2020010203040x; no digit', 'no digit'),
  entry('type=file;modify=99991231235959; far away', 'far away', { at: '9999-12-31T23:59:59' }),
  entry('type=file;modify=191240102030405; year 2000 bug', 'year 2000 bug', {
    at: '2024-01-02T03:04:05',
  }),
  entry('type=file;modify=19124010203040; as it is', 'as it is'),
  entry('type=file;modify=20161231235960; leap second', 'leap second', {
    at: '2017-01-01T00:00:00',
  }),
  entry('type=dir;Size; fact without value', 'fact without value', { kind: 'directory' }),
  noEntry('mlsd', 'type=cdir;modify=20200102030405; .'),
  noEntry('mlsd', 'Type=CDIR;modify=20200102030405; /pub/files'),
  noEntry('mlsd', 'type=pdir;modify=20200102030405; /pub'),
  noEntry('mlsd', 'type=dir; .'),
  noEntry('mlsd', 'type=dir; ..'),
  noEntry('mlsd', 'type=file;size=1; '),
  noEntry('mlsd', 'type=file;size=1;'),
]
