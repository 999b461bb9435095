/** Words of menus and system dialogs; all others are the renderer's. */
const en = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  help: 'Help',
  newWindow: 'New window',
  ftpStandard: 'The FTP standard (RFC 959)',
  openLink: 'Connect to {0}?',
  openLinkDetail: 'A link asks Sampan to open this server. Go on only if you expected it.',
  connect: 'Connect',
  cancel: 'Cancel',
  badLink: 'Sampan does not open this link',
  badLinkDetail: 'Only plain ftp, ftps and ftpes links are opened. Enter the address by hand.',
  badFile: 'Sampan cannot read this file',
  badFileDetail: '{0} is no file of at most 16 MiB that can be read.',
  quitTitle: 'Transfers are running',
  unsavedTitle: 'Changes are not saved',
  unsavedDetail:
    'A site or a text that you edited has changes that are not saved. They would be lost.',
  unsentDetail: 'Changes in these files stay on this computer only:\n{0}',
  quitDetail: 'Those that have not finished can go on when you start Sampan again.',
  quit: 'Quit',
  keepRunning: 'Keep running',
  queueDone: 'All transfers have finished',
  queueDoneWithFailures: 'Transfers have finished, {0} failed',
  cannotStart: 'Sampan cannot start',
  showWindow: 'Show window',
  runQueue: 'Start the queue',
  holdQueue: 'Hold the queue',
  queueLeft: '{0} left',
  queueHeld: 'held, {0} left',
}

type Texts = Record<keyof typeof en, string>

const zhCN: Texts = {
  file: '文件',
  edit: '编辑',
  view: '视图',
  window: '窗口',
  help: '帮助',
  newWindow: '新建窗口',
  ftpStandard: 'FTP 标准（RFC 959）',
  openLink: '连接到 {0}？',
  openLinkDetail: '有一个链接要求 Sampan 打开此服务器。仅在确认来源时继续。',
  connect: '连接',
  cancel: '取消',
  badLink: 'Sampan 不会打开此链接',
  badLinkDetail: '只能打开普通的 ftp、ftps 和 ftpes 链接。请手动输入地址。',
  badFile: 'Sampan 无法读取此文件',
  badFileDetail: '{0} 不是可读取的、不超过 16 MiB 的文件。',
  quitTitle: '传输正在进行',
  unsavedTitle: '有未保存的更改',
  unsavedDetail: '您编辑的站点或文本有未保存的更改，退出后将会丢失。',
  unsentDetail: '以下文件的更改只留在本机：\n{0}',
  quitDetail: '未完成的传输可在下次启动 Sampan 时继续。',
  quit: '退出',
  keepRunning: '继续运行',
  queueDone: '所有传输已完成',
  queueDoneWithFailures: '传输已结束，{0} 个失败',
  cannotStart: 'Sampan 无法启动',
  showWindow: '显示窗口',
  runQueue: '开始队列',
  holdQueue: '暂停队列',
  queueLeft: '剩余 {0} 项',
  queueHeld: '已暂停，剩余 {0} 项',
}

export type Say = (key: keyof typeof en, value?: string | number) => string

/** @param language the user's choice, or `system` with the system's locale */
export function textsFor(language: 'system' | 'en' | 'zh-CN', locale: string): Say {
  const isChinese = language === 'zh-CN' || (language === 'system' && /^zh\b/i.test(locale))
  const texts = isChinese ? zhCN : en
  return (key, value = '') => texts[key].replace('{0}', String(value))
}
