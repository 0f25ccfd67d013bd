/** What lies between a page and what floats above all of it. */
export const overlayStyles = 'fixed inset-0 z-50 animate-fade bg-scrim'
