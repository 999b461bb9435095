export type { KeyAndCertificate } from './certificate.ts'
export type { DataMode, PracticeEvent, TlsFacts } from './events.ts'
export type {
  PracticeFeatures,
  PracticeServerOptions,
  PracticeTls,
  PracticeTlsOptions,
  PracticeUser,
} from './options.ts'
export type {
  Answer,
  Content,
  Control,
  Cut,
  DataFault,
  ReplyFault,
  Request,
  Rule,
  Script,
  TlsFault,
} from './script.ts'
export { startPracticeServer, type PracticeServer } from './server.ts'
