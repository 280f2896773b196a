/** Takes the features of a block one after the other; a name is only asked for when it is listed. */
export type AddFeature = (name: () => string, value: number) => void
