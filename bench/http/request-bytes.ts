/** A whole GET request, or one of another method without a body. */
export function getBytes(path: string, headers = '', method = 'GET'): Uint8Array {
  return Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`, 'latin1')
}

/** A whole POST request. @param body a text as it is, anything else as JSON */
export function postBytes(path: string, body: string | object, type = 'application/json') {
  const text = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\nContent-Length: ${text.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), text])
}
