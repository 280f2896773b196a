import { addCopyButtons } from './common/copy-buttons.ts'

addCopyButtons()
