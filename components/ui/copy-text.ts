/**
 * Puts text on the clipboard. Where the page is not served over HTTPS the browser offers no clipboard API; then the
 * text goes through the copy event, and never into the document.
 * @throws where the browser forbids both
 */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const fill = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopPropagation()
  }
  document.addEventListener('copy', fill, { once: true, capture: true })
  const copied = document.execCommand('copy')
  document.removeEventListener('copy', fill, { capture: true })
  if (!copied) throw new Error('The browser did not allow copying')
}
