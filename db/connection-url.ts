// Settings of libpq that this driver would pass on to the server, which knows no such parameter.
const CLIENT_SETTINGS = [
  'channel_binding',
  'gssencmode',
  'krbsrvname',
  'passfile',
  'requirepeer',
  'require_auth',
  'sslcert',
  'sslcompression',
  'sslcrl',
  'sslkey',
  'sslrootcert',
  'sslsni',
  'ssl_min_protocol_version',
] as const

// Of several servers: scheme, user and first server; the other servers; database and settings.
const SEVERAL = /^([^/]*:\/\/(?:[^@/?#]*@)?[^@/?#,]+)((?:,[^@/?#,]+)+)(.*)$/s

/**
 * The address of a Postgres server, or of several, without what only libpq understands.
 * @throws Error for a text that is no such address; it does not repeat the text, which may hold a password
 */
export function connectionUrl(text: string): string {
  const [, first = '', others = '', rest = ''] = SEVERAL.exec(text) ?? []
  let url: URL
  try {
    url = new URL(others === '' ? text : first + rest)
  } catch {
    throw malformed('it cannot be read')
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw malformed(`it begins with ${url.protocol.slice(0, 20)}`)
  }
  if (!CLIENT_SETTINGS.some((name) => url.searchParams.has(name))) return text
  for (const name of CLIENT_SETTINGS) url.searchParams.delete(name)
  return url.href.replace(/^[^/]*:\/\/[^/?#]*/, (server) => server + others)
}

function malformed(why: string): Error {
  return new Error(
    `DATABASE_URL is no address of a Postgres server: ${why}. Write postgres://USER:PASSWORD@HOST:5432/DATABASE and percent-encode special characters in the password, for example / as %2F.`,
  )
}
