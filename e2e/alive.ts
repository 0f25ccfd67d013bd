import { type BrowserContext, type Page, selectors } from 'playwright/test'

/*
 * A page of the portal is drawn before it is alive: until React has taken over its controls, a click on one is lost. A person sees
 * nothing happen and clicks again; a test does not. So every action waits until no control is left that React does not know.
 */

const engine = 'lifeless'

/** Runs in the page, where what React keeps on an element can be seen. */
const lifeless = () => ({
  queryAll(root: Document | Element) {
    const page = root.ownerDocument ?? root
    const ours = page.querySelector('script[src*="/_next/"]') !== null
    const known = (control: Element) => Object.keys(control).some((key) => key.startsWith('__reactProps$'))
    const controls = ours ? [...page.querySelectorAll('button, input, select, textarea')] : []
    // Drawn by the browser alone, after what listens to keys and to the address has begun to.
    const notifications = page.querySelector('[role="region"][aria-label^="Notifications"]')
    return controls.every(known) && (notifications || !ours) ? [] : [page.querySelector('body')]
  },
})

// Before there is a browser: a context made earlier does not know it.
await selectors.register(engine, lifeless)

/** Makes every action on a page of this context wait until the page is alive. */
export function waitForLife(context: BrowserContext): void {
  // What is done about it is nothing: after that the runner waits until it is over.
  const wait = (page: Page) => void page.addLocatorHandler(page.locator(`${engine}=page`), async () => {})
  context.on('page', wait)
}
