import { expect, it } from 'vitest'
import { counterpart } from '../../../renderer/features/compare/follow.ts'

const pair = { local: '/home/ann/site', remote: '/www' }
const remoteFor = (path: string) => counterpart(pair, 'local', path, 'posix')?.path

it('goes as far below the pair as the other side did', () => {
  expect(remoteFor('/home/ann/site/css/print')).toBe('/www/css/print')
  expect(remoteFor('/home/ann/site')).toBe('/www')
  expect(counterpart(pair, 'remote', '/www/img', 'posix')?.path).toBe('/home/ann/site/img')
})

it('goes up together, and belongs together from there on', () => {
  expect(counterpart(pair, 'local', '/home/ann', 'posix')).toEqual({
    path: '/',
    pair: { local: '/home/ann', remote: '/' },
  })
  expect(remoteFor('/home')).toBe(undefined)
  expect(remoteFor('/home/ann/site2')).toBe(undefined)
  expect(remoteFor('/elsewhere')).toBe(undefined)
})

it('keeps each side’s way of writing paths', () => {
  const windows = { local: 'C:\\site', remote: '/www' }
  expect(counterpart(windows, 'remote', '/www/a/b', 'windows')?.path).toBe('C:\\site\\a\\b')
  expect(counterpart(windows, 'local', 'C:\\site\\a', 'windows')?.path).toBe('/www/a')
  expect(counterpart(windows, 'local', 'D:\\', 'windows')).toBe(undefined)
})
