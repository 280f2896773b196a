/** Address of the service from this page, which may lie behind a path prefix; ends without a slash. */
export const HOME = (document.body.dataset['home'] ?? '/').replace(/\/$/, '')
