import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

// A mail server (RFC 5321) that takes everything and keeps nothing. Says its port on the first line, answers every line
// it hears with the number of messages it has taken, and ends when its input does.

let taken = 0

const server = createServer({ noDelay: true }, (socket) => {
  socket.setEncoding('latin1')
  socket.on('error', () => socket.destroy())
  socket.write('220 sink ESMTP\r\n')
  const converse = conversation(socket)
  socket.on('data', (text) => converse(String(text)))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' && address ? address.port : 0)
})
createInterface({ input: process.stdin })
  .on('line', () => console.log(taken))
  .on('close', () => process.exit(0))

const endOfData = '\r\n.\r\n'

/** Commands may come many at a time (RFC 2920), data in any pieces. */
function conversation(socket: Socket): (text: string) => void {
  let heard = ''
  let inData = false
  return (text) => {
    heard += text
    let said = ''
    for (;;) {
      if (inData) {
        const end = heard.indexOf(endOfData)
        if (end < 0) break
        heard = heard.slice(end + endOfData.length)
        inData = false
        taken += 1
        said += '250 2.0.0 taken\r\n'
      } else {
        const end = heard.indexOf('\r\n')
        if (end < 0) break
        const command = heard.slice(0, 4).toUpperCase()
        heard = heard.slice(end + 2)
        inData = command === 'DATA'
        // The end may follow at once, for a message without a line.
        if (inData) heard = `\r\n${heard}`
        said += answerTo(command)
        if (command === 'QUIT') return void socket.end(said)
      }
    }
    if (said) socket.write(said)
  }
}

function answerTo(command: string): string {
  switch (command) {
    case 'EHLO':
      return '250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 52428800\r\n'
    case 'DATA':
      return '354 go ahead\r\n'
    case 'QUIT':
      return '221 2.0.0 bye\r\n'
    case 'HELO':
    case 'MAIL':
    case 'RCPT':
    case 'RSET':
    case 'NOOP':
      return '250 2.0.0 fine\r\n'
    default:
      return '502 5.5.1 not known\r\n'
  }
}
