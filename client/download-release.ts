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

/**
 * Downloads the files of a release into a folder, which `openRelease` opens. Files that are there and
 * whole are kept, one that was interrupted goes on where it broke off.
 * @param url such as `https://example.org/v1/releases/r0123456789ab`
 * @param folder made where it is not there
 * @throws Error where there is no release, RangeError where no file of it is of such a format or instance,
 * DamagedFileError where a file that came is not what the manifest says
 */
export async function downloadRelease(
  url: string,
  folder: string,
  { formats, instances, ...options }: DownloadReleaseOptions = {},
): Promise<DownloadedRelease> {
  const { mkdir, rename, writeFile } = await import('node:fs/promises')
  const where = url.replace(/\/+$/, '')
  const init = options.signal === undefined ? {} : { signal: options.signal }
  const send = retryingFetch(options.fetch ?? fetch, options)
  const text = await (await answerOk(await send(`${where}/manifest.json`, init))).text()
  const manifest = parseManifest(where, JSON.parse(text))
  const files = selectFiles(manifest, { formats, instances })
  await mkdir(folder, { recursive: true })
  for (const file of files) {
    await downloadFile(`${where}/${file.name}`, `${folder}/${file.name}`, file, options)
  }
  // The last of all: a folder with a manifest has what was asked for.
  await writeFile(`${folder}/manifest.json.part`, text)
  await rename(`${folder}/manifest.json.part`, `${folder}/manifest.json`)
  return { release: manifest.release, folder, files: files.map(({ name }) => name) }
}
