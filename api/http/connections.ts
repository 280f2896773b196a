import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { clientOf, isLoopback } from './client-address.ts'
import type { Settings } from './service.ts'

// Behind a proxy all connections are the proxy's, which limits those of its clients itself.
function limitedAddress(socket: Socket, { rateLimit, trustedProxies }: Settings): string | null {
  const address = socket.remoteAddress
  if (rateLimit === 0 || trustedProxies !== 0 || address === undefined) return null
  return rateLimit === null && isLoopback(address) ? null : clientOf(address)
}

/** The open connections of a server; those of a client beyond `ofClientMax` are closed at once. */
export function connectionsOf(
  server: Server,
  settings: Settings,
  ofClientMax: number,
): ReadonlySet<Socket> {
  const connections = new Set<Socket>()
  const ofClients = new Map<string, number>()
  server.on('connection', (socket) => {
    const client = limitedAddress(socket, settings)
    if (client !== null) {
      const own = ofClients.get(client) ?? 0
      if (own >= ofClientMax) {
        socket.destroy()
        return
      }
      ofClients.set(client, own + 1)
    }
    connections.add(socket)
    socket.once('close', () => {
      connections.delete(socket)
      if (client === null) return
      const others = (ofClients.get(client) ?? 0) - 1
      if (others > 0) ofClients.set(client, others)
      else ofClients.delete(client)
    })
  })
  return connections
}
