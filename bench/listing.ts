import { measureListing } from './listing/measure.ts'
import { machineLine } from './machine.ts'
import { measuredService } from './measured-service.ts'

// Listings, fronts and statistics of the running service over loopback, from a client in this process.
// DATABASE_URL or DATA_FOLDER (used as they are) spare the first start of the service.

console.log(machineLine())
const service = await measuredService()
try {
  await measureListing(service.url)
} finally {
  await service.stop()
}
