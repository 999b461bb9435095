import { words } from '../text.ts'
import type { Text } from '../text.ts'
import { next } from './next.ts'

type Digit = { title: Text; next: Text }

/** First digit: how it went (RFC 959 §4.2; the sixth of RFC 2228 §5.2). */
export const firstDigits: Readonly<Record<string, Digit>> = {
  1: { title: words('It has begun; more follows', '已经开始，还有后续'), next: next.waitForData },
  2: { title: words('It worked', '成功'), next: next.goOn },
  3: {
    title: words('So far so good; something is still needed', '目前顺利，还需要后续'),
    next: next.goOn,
  },
  4: {
    title: words('Not now; later it may work', '暂时不行，稍后也许可以'),
    next: next.retryLater,
  },
  5: { title: words('Refused', '被拒绝'), next: next.showError },
  6: { title: words('A protected reply', '受保护的回复'), next: next.goOn },
}

/** Second digit: what it is about (RFC 959 §4.2). */
export const secondDigits: Readonly<Record<string, Text>> = {
  0: words('the wording of the command', '命令的写法'),
  1: words('information such as status or help', '状态或帮助等信息'),
  2: words('the control or data connection', '控制连接或数据连接'),
  3: words('login, account or security', '登录、账户或安全'),
  4: words('something the standard left open', '标准未作规定的方面'),
  5: words('the file system', '文件系统'),
}

export const unknownCodeText = words(
  'This code stands in none of the standards. By its first digit the outcome is: {outcome}. By its second digit it is about {subject}.',
  '这个代码不在任何标准中。按第一位数字，结果是：{outcome}。按第二位数字，它涉及{subject}。',
)

export const unknownSubject = words('something unknown', '未知的方面')

export const notACode = {
  title: words('Not an FTP reply', '不是 FTP 回复'),
  text: words(
    'FTP replies begin with a digit from 1 to 6. Perhaps another kind of server is listening here.',
    'FTP 回复以 1 到 6 的数字开头。也许这里运行的是另一种服务器。',
  ),
}
