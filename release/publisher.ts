/** The organisation that publishes EO NAS-Bench. */
export const PUBLISHER = 'The EO NAS-Bench maintainers'
