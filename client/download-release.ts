import { DESCRIPTIONS, describe, listedIn } from './described-files.ts'
import { type DownloadOptions, downloadFile } from './download-file.ts'
import { answerOk } from './release-files.ts'
import { parseManifest } from './release-manifest.ts'
import { type ReleaseSelection, selectFiles } from './release-selection.ts'
import { retryingFetch } from './retrying-fetch.ts'

export interface DownloadReleaseOptions extends DownloadOptions, ReleaseSelection {}

/** A release that lies in a folder. */
export interface DownloadedRelease {
  readonly release: string
  readonly folder: string
  /** Names of those that were chosen and are there now. */
  readonly files: readonly string[]
}

/** Names of the files that an earlier download of the same release left. */
async function namesIn(folder: string, release: string): Promise<readonly string[]> {
  const { readFile } = await import('node:fs/promises')
  try {
    const text = await readFile(`${folder}/manifest.json`, 'utf8')
    const known = parseManifest(folder, JSON.parse(text))
    return known.release === release ? known.files.map(({ name }) => name) : []
  } catch {
    return []
  }
}

/**
 * Downloads the files of a release into a folder, which `openRelease` opens. Files that are there and
 * whole are kept, and an interrupted download is resumed. `manifest.json`, `README.md` and
 * `croissant.json` in the folder list the files that it has.
 * @param url such as `https://example.org/v1/releases/r0123456789ab`, or `.../latest`
 * @param folder made where it is not there
 * @throws Error where there is no release, RangeError where no file of it is of such a format or instance,
 * DamagedFileError where a file that came is not what the manifest says
 */
export async function downloadRelease(
  url: string,
  folder: string,
  { formats, instances, worlds, ...options }: DownloadReleaseOptions = {},
): Promise<DownloadedRelease> {
  const { mkdir, rename, writeFile } = await import('node:fs/promises')
  const where = url.replace(/\/+$/, '')
  const init = options.signal === undefined ? {} : { signal: options.signal }
  const send = retryingFetch(options.fetch ?? fetch, options)
  const text = await (await answerOk(await send(`${where}/manifest.json`, init))).text()
  const manifest = parseManifest(where, JSON.parse(text))
  const files = selectFiles(manifest, { formats, instances, worlds })
  // A newer release may be the latest one before all files are there.
  const address = where.replace(/\/latest$/, `/${manifest.release}`)
  await mkdir(folder, { recursive: true })
  for (const file of files) {
    await downloadFile(`${address}/${file.name}`, `${folder}/${file.name}`, file, options)
  }
  const before = await namesIn(folder, manifest.release)
  const names = new Set([...before, ...files.map(({ name }) => name)])
  const listed = listedIn(text, names)
  // As they are: their lengths are known then, whatever is between.
  const plain = { ...init, headers: { 'Accept-Encoding': 'identity' } }
  for (const name of DESCRIPTIONS) {
    const description = await (await answerOk(await send(`${address}/${name}`, plain))).text()
    await writeFile(`${folder}/${name}`, describe(name, description, { names, ...listed }))
  }
  // The last of all: a folder with a manifest has what was asked for.
  await writeFile(`${folder}/manifest.json.part`, listed.manifest)
  await rename(`${folder}/manifest.json.part`, `${folder}/manifest.json`)
  return { release: manifest.release, folder, files: files.map(({ name }) => name) }
}
