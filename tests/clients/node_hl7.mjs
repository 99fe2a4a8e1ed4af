// Sends each file as one message (or batch) on one connection, and prints each answer as a line of JSON.
//   node node_hl7.mjs PORT FILE...
import { readFileSync } from 'node:fs'
import { Batch, Client, Message, isBatch } from 'node-hl7-client'

const [port, ...files] = process.argv.slice(2)
const client = new Client({ host: '127.0.0.1' })
let answered = () => {}
const connection = client.createConnection({ port: Number(port), waitAck: true }, (response) => {
  answered(response.getMessage())
})

for (const file of files) {
  const text = readFileSync(file, 'utf8').replace(/\r?\n/g, '\r')
  const answer = new Promise((resolve) => { answered = resolve })
  await connection.sendMessage(isBatch(text) ? new Batch({ text }) : new Message({ text }))
  const message = await answer
  console.log(JSON.stringify({ code: message.get('MSA.1').toString(), control_id: message.get('MSA.2').toString() }))
}
await connection.close()
process.exit(0)
