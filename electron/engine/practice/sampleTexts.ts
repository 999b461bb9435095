export const readme = `Sampan practice server
======================

This is a real FTP server that runs on your own computer and is reachable from nowhere else.
Everything here is made up: change it, delete it, upload to "incoming". The folder goes away
when the server stops.

Things to try

  1. Drag "many small files" to the other side and watch the queue.
  2. Switch between Active and Passive and look at the protocol: who dials whom?
  3. Stop a transfer of "5 MiB.bin" half way and resume it.
  4. Rename a file whose name has Chinese characters or spaces.
  5. Ask for a file that is not there and read the server's answer.

Users: anonymous (any password), and practice with the password practice.
`

export const chineseReadme = `Sampan 练习服务器
==================

这是一台真正的 FTP 服务器，只在您自己的电脑上运行，其他电脑无法访问。
这里的内容都是示例：可以随意修改、删除，也可以上传到 incoming 文件夹。
服务器停止后，这个文件夹会被删除。

可以试试

  1. 把 many small files 拖到另一边，看看传输队列。
  2. 在主动模式和被动模式之间切换，看看协议窗口：是谁连接谁？
  3. 传输 5 MiB.bin 时中途停止，然后续传。
  4. 给带有汉字或空格的文件改名。
  5. 下载一个不存在的文件，读一读服务器的回答。

用户：anonymous（任意密码），或用户名 practice、密码 practice。
`
