import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join, relative } from 'node:path'
import { build } from 'esbuild'
import { ASSETS_FILE, type BuiltAssets, DIST, digestOf, isCurrent, readAssets } from './assets.ts'

const ROOT = join(import.meta.dirname, '..')
const ISLANDS = join(import.meta.dirname, 'islands')

/** Every file directly in `islands/` is an island; folders hold what they share. */
function islandFiles(): string[] {
  return readdirSync(ISLANDS, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map(({ name }) => join(ISLANDS, name))
}

async function bundle(folder: string): Promise<BuiltAssets> {
  const { metafile } = await build({
    entryPoints: islandFiles(),
    outdir: folder,
    absWorkingDir: ROOT,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    entryNames: '[name]-[hash]',
    chunkNames: 'shared-[hash]',
    metafile: true,
    logLevel: 'silent',
  })
  const outputs = Object.entries(metafile.outputs)
  const scripts = outputs.flatMap(([path, { entryPoint }]) =>
    entryPoint === undefined ? [] : [[basename(entryPoint, '.ts'), basename(path)]],
  )
  const sources = Object.keys(metafile.inputs).map((path) => [
    relative(ROOT, join(ROOT, path)),
    digestOf(readFileSync(join(ROOT, path))),
  ])
  return {
    scripts: Object.fromEntries(scripts),
    files: outputs.map(([path]) => basename(path)).sort(),
    sources: Object.fromEntries(sources.sort()),
  }
}

/** Builds the scripts of the pages anew: about a second. */
export async function buildAssets(): Promise<BuiltAssets> {
  // Two processes that build at the same time each move a whole folder into place.
  mkdirSync(join(DIST, '..'), { recursive: true })
  const folder = mkdtempSync(`${DIST}-`)
  try {
    const built = await bundle(folder)
    writeFileSync(join(folder, ASSETS_FILE), JSON.stringify(built, null, 2))
    rmSync(DIST, { recursive: true, force: true })
    renameSync(folder, DIST)
    return built
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    const other = readAssets()
    if (other !== null && isCurrent(other)) return other
    throw error
  }
}

/** Builds only where a source has changed, or an island has come or gone. */
export async function ensureAssets(): Promise<BuiltAssets> {
  const built = readAssets()
  const names = islandFiles()
    .map((path) => basename(path, '.ts'))
    .sort()
  const isSame =
    built !== null && isCurrent(built) && Object.keys(built.scripts).sort().join() === names.join()
  return isSame ? built : buildAssets()
}
