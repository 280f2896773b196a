import { readFileSync } from 'node:fs'

// The rules come from the table of rooms in rooms.json.

const { rooms, libraries } = JSON.parse(
  readFileSync(new URL('rooms.json', import.meta.url), 'utf8'),
)

const escaped = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

// A name with .ts is one file of a room.
const pathOf = (name) => `^${escaped(name)}${name.endsWith('.ts') ? '$' : '/'}`

const names = Object.keys(rooms)
const all = names.map(pathOf)

const ofRooms = Object.entries(rooms)
  .filter(([, { imports }]) => !imports.includes('*'))
  .map(([name, { imports }]) => ({
    name: `room-${name}`,
    severity: 'error',
    comment: `${name} may import ${imports.join(', ') || 'no other room'} (see rooms.json). Move what both need to a room that both may import, or pass it in as an argument.`,
    from: { path: pathOf(name) },
    to: { path: all, pathNot: [name, ...imports].map(pathOf) },
  }))

const ofLibraries = libraries.map(({ packages, rooms: allowed, door }) => ({
  name: `library-${packages[0]}`,
  severity: 'error',
  comment: door,
  from: {
    path: all,
    pathNot: [...allowed, ...names.filter((name) => rooms[name].imports.includes('*'))].map(pathOf),
  },
  to: { path: packages.map((name) => `(^|node_modules/)${escaped(name)}(/|$)`) },
}))

export default {
  forbidden: [...ofRooms, ...ofLibraries],
  options: {
    // TypeScript 7 offers no parser to other tools.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^client/(dist|examples|python)/|^(data|evaluate)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
}
