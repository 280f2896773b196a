import { buildAssets } from './build.ts'

// `npm run build`: bundles the scripts of the pages into web/dist.

const { files } = await buildAssets()
process.stdout.write(`Built ${files.length} files in web/dist\n`)
