// Runs a Postgres server for as long as standard input stays open, that is, as long as the tests
// live, however they end; then stops the server and removes its folder.
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'

const { command, args, folder, user } = JSON.parse(process.argv[2])
const server = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...user })

process.stdin.resume()
process.stdin.on('close', () => server.kill('SIGINT'))
server.on('error', (error) => console.error(error.message))
server.on('close', (code) => {
  rmSync(folder, { recursive: true, force: true })
  process.exit(code ?? 1)
})
