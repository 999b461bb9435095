import { ConnectionSettings } from '../../../electron/contract/sessions.ts'
import type {
  Encryption,
  SessionRequest,
  TransferMode,
} from '../../../electron/contract/sessions.ts'
import { defaultPort, parseAddress } from './address.ts'
import type { AddressProblem } from './address.ts'

/** The connection bar's fields, as typed. */
export type ConnectionFields = {
  address: string
  user: string
  password: string
  port: string
  encryption: Encryption
  mode: TransferMode
}
export type FormProblem = { field: 'address' | 'port'; problem: AddressProblem; scheme?: string }

export const emptyFields: ConnectionFields = {
  address: '',
  user: '',
  password: '',
  port: '',
  encryption: 'auto',
  mode: 'auto',
}

/** The fields of an earlier request, to change and try again. The password stays with it. */
export function fieldsOf({ settings, credentials }: SessionRequest): ConnectionFields {
  const encryption = settings.encryption ?? 'auto'
  return {
    address: settings.host,
    user: settings.user === 'anonymous' ? '' : (settings.user ?? ''),
    password: credentials?.password ?? '',
    port: settings.port === defaultPort(encryption) ? '' : String(settings.port),
    encryption,
    mode: settings.mode ?? 'auto',
  }
}

/**
 * Moves what an address such as `ftps://ann@host:990` names into the fields it belongs to, so that
 * the user sees how it was understood. Unchanged if it cannot be read.
 */
export function spreadAddress(fields: ConnectionFields): ConnectionFields {
  const result = parseAddress(fields.address)
  if (!result.isValid) return fields
  const { host, port, user, password, encryption, folder } = result.address
  return {
    ...fields,
    address: folder === undefined ? host : host + folder,
    ...(port === undefined ? {} : { port: String(port) }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(encryption === undefined ? {} : { encryption }),
  }
}

/** A request for the engine, or the field that cannot be right. */
export function toRequest(fields: ConnectionFields): SessionRequest | FormProblem {
  const result = parseAddress(fields.address)
  if (!result.isValid) {
    const { problem, scheme } = result
    return { field: 'address', problem, ...(scheme === undefined ? {} : { scheme }) }
  }
  const { address } = result
  const encryption = address.encryption ?? fields.encryption
  const typedPort = fields.port.trim()
  if (typedPort !== '' && !/^\d{1,5}$/.test(typedPort))
    return { field: 'port', problem: 'bad-port' }
  const port = address.port ?? (typedPort === '' ? defaultPort(encryption) : Number(typedPort))
  if (port < 1 || port > 65_535) return { field: 'port', problem: 'bad-port' }

  const user = address.user ?? (fields.user.trim() || 'anonymous')
  const password = address.password ?? fields.password
  const settings = ConnectionSettings.parse({
    host: address.host,
    port,
    user,
    encryption,
    mode: fields.mode,
    ...(address.folder === undefined ? {} : { remoteFolder: address.folder }),
  })
  return {
    settings,
    title: user === 'anonymous' ? address.host : `${user}@${address.host}`,
    credentials: password === '' ? {} : { password },
  }
}
